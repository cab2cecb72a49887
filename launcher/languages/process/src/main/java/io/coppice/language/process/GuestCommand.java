package io.coppice.language.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is started as a child.
 *
 * @param words the program, a file, and its arguments
 * @param environment variables beside the few that every child has
 * @param folder in which it runs
 */
public record GuestCommand(List<String> words, Map<String, String> environment, Path folder) {

    /** What of the node's own environment a child is given; secrets tend to be in the rest. */
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");

    public GuestCommand {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** The same with more arguments and variables. */
    GuestCommand with(GuestSettings settings) {
        List<String> longer = new ArrayList<>(words);
        longer.addAll(settings.arguments());
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.putAll(settings.environment());
        return new GuestCommand(longer, more, folder);
    }

    /** All of its environment. */
    Map<String, String> completeEnvironment(Map<String, String> ofNode) {
        Map<String, String> complete = new LinkedHashMap<>();
        for (String name : INHERITED) {
            String value = ofNode.get(name);
            if (value != null) {
                complete.put(name, value);
            }
        }
        complete.putAll(environment);
        return complete;
    }
}
