package io.coppice.host.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${env:NAME:-default}} in every string of a JSON value.
 *
 * <p>A string that is one placeholder and nothing else becomes a number or a boolean where the variable holds one, so that a
 * port can come from the environment.
 */
final class Environment {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");
    private static final Pattern NUMBER_OR_BOOLEAN = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]+)?|true|false");

    private final Map<String, String> variables;
    private final Faults faults;

    Environment(Map<String, String> variables, Faults faults) {
        this.variables = variables;
        this.faults = faults;
    }

    @Nullable
    Object substitute(@Nullable Object value, String pointer) {
        if (value instanceof String text) {
            return text.contains("${") ? inString(text, pointer) : text;
        }
        if (value instanceof Map<?, ?> members) {
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            members.forEach((key, member) ->
                    result.put((String) key, substitute(member, Pointer.child(pointer, (String) key))));
            return result;
        }
        if (value instanceof List<?> elements) {
            List<@Nullable Object> result = new ArrayList<>();
            for (int i = 0; i < elements.size(); i++) {
                result.add(substitute(elements.get(i), Pointer.child(pointer, i)));
            }
            return result;
        }
        return value;
    }

    private @Nullable Object inString(String text, String pointer) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder result = new StringBuilder();
        boolean wholly = matcher.matches();
        matcher.reset();
        while (matcher.find()) {
            matcher.appendReplacement(result, Matcher.quoteReplacement(replacement(matcher, pointer)));
        }
        matcher.appendTail(result);
        if (PLACEHOLDER.matcher(text).replaceAll("").contains("${env:")) {
            faults.add(
                    pointer,
                    "malformed placeholder in " + JsonType.shown(text),
                    "write ${env:NAME} or ${env:NAME:-default}");
        }
        return wholly && NUMBER_OR_BOOLEAN.matcher(result).matches() ? scalar(result.toString()) : result.toString();
    }

    private String replacement(Matcher matcher, String pointer) {
        String name = matcher.group(1);
        String value = variables.get(name);
        if (value != null) {
            return value;
        }
        String fallback = matcher.group(2);
        if (fallback == null) {
            faults.add(
                    pointer,
                    "the environment variable " + name + " is not set",
                    "set it, or write ${env:" + name + ":-default}");
            return "";
        }
        return fallback;
    }

    private static @Nullable Object scalar(String text) {
        try {
            return JsonText.parse(text);
        } catch (JsonText.SyntaxException impossible) {
            throw new IllegalStateException(text, impossible);
        }
    }
}
