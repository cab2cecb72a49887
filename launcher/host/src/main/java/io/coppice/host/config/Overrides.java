package io.coppice.host.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Applies {@code path.to.key=value} to a configuration.
 *
 * <p>The value is JSON where it parses as such, else a string. Elements of an array are named by index or, where they are
 * objects with an {@code id}, by that: {@code supervisor.children.kv.max_restarts=5}.
 */
final class Overrides {

    private final Map<String, @Nullable Object> root;
    private final Faults faults;

    Overrides(Map<String, @Nullable Object> root, Faults faults) {
        this.root = root;
        this.faults = faults;
    }

    void apply(String override) {
        int equals = override.indexOf('=');
        if (equals <= 0) {
            faults.addOverride(
                    override, "is not of the form path.to.key=value", "for example --set observer.port=4101");
            return;
        }
        List<String> path = List.of(override.substring(0, equals).split("\\.", -1));
        set(root, path, 0, value(override.substring(equals + 1)), override);
    }

    private void set(Object into, List<String> path, int depth, @Nullable Object value, String override) {
        String key = path.get(depth);
        boolean last = depth == path.size() - 1;
        if (key.isEmpty()) {
            faults.addOverride(override, "has an empty segment in its path", "separate keys by single dots");
        } else if (into instanceof Map<?, ?> object) {
            Map<String, @Nullable Object> members = members(object);
            if (last) {
                members.put(key, value);
            } else {
                Object next = members.computeIfAbsent(key, absent -> new LinkedHashMap<String, @Nullable Object>());
                set(next, path, depth + 1, value, override);
            }
        } else if (into instanceof List<?> array) {
            List<@Nullable Object> elements = elements(array);
            OptionalInt index = index(elements, key);
            if (index.isEmpty()) {
                faults.addOverride(override, "no element is called \"" + key + "\"", ids(elements));
            } else if (last) {
                elements.set(index.getAsInt(), value);
            } else {
                Object next = elements.get(index.getAsInt());
                set(next == null ? "null" : next, path, depth + 1, value, override);
            }
        } else {
            String parent = String.join(".", path.subList(0, depth));
            faults.addOverride(
                    override, parent + " is neither an object nor an array", "it has no key \"" + key + "\"");
        }
    }

    private static OptionalInt index(List<@Nullable Object> elements, String key) {
        OptionalInt byId = IntStream.range(0, elements.size())
                .filter(i -> key.equals(id(elements.get(i))))
                .findFirst();
        if (byId.isPresent() || !key.matches("[0-9]{1,6}")) {
            return byId;
        }
        int index = Integer.parseInt(key);
        return index < elements.size() ? OptionalInt.of(index) : OptionalInt.empty();
    }

    private static @Nullable Object id(@Nullable Object element) {
        return element instanceof Map<?, ?> object ? object.get("id") : null;
    }

    private static String ids(List<@Nullable Object> elements) {
        List<String> ids = elements.stream()
                .map(Overrides::id)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
        String range = elements.isEmpty() ? "the array is empty" : "an index from 0 to " + (elements.size() - 1);
        return ids.isEmpty() ? range : range + ", or one of: " + String.join(", ", ids);
    }

    private static @Nullable Object value(String text) {
        try {
            return JsonText.parse(text);
        } catch (JsonText.SyntaxException notJson) {
            return text;
        }
    }

    /** What {@link JsonText} made is of these types throughout. */
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> members(Map<?, ?> object) {
        return (Map<String, @Nullable Object>) object;
    }

    @SuppressWarnings("unchecked")
    private static List<@Nullable Object> elements(List<?> array) {
        return (List<@Nullable Object>) array;
    }
}
