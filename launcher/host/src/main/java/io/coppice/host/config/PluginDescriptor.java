package io.coppice.host.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plugin says of itself in its {@code plugin.json}.
 *
 * @param id its name, unique in a node
 * @param version empty where it names none
 * @param language the prefix of the starts that have none
 * @param description one line for people
 * @param host the versions of the host that it runs on
 * @param plugins the plugins that have to be there, in these versions
 * @param children what it offers, by id
 * @param addresses those of the event bus that it may use
 * @param digest the SHA-256 of its files; empty where it names none
 */
public record PluginDescriptor(
        String id,
        Optional<SemVer> version,
        String language,
        String description,
        Optional<VersionRange> host,
        Map<String, VersionRange> plugins,
        Map<String, OfferedChild> children,
        List<String> addresses,
        Optional<String> digest) {

    public static final String DEFAULT_LANGUAGE = "java";

    public PluginDescriptor {
        plugins = Map.copyOf(plugins);
        children = new LinkedHashMap<>(children);
        addresses = List.copyOf(addresses);
    }

    /** That of a file that has none. */
    public static PluginDescriptor bare(
            String id, Optional<SemVer> version, String language, Map<String, OfferedChild> children) {
        return new PluginDescriptor(
                id, version, language, "", Optional.empty(), Map.of(), children, List.of(), Optional.empty());
    }
}
