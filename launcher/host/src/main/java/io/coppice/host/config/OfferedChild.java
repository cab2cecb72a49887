package io.coppice.host.config;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A child that a plugin offers: the default spec that a configuration may refer to and complete.
 *
 * @param plugin the plugin's id; empty for a script that lies in the plugin folder itself
 * @param id its name in the plugin
 * @param members the spec as a configuration would have it
 * @param configSchema the JSON schema of its {@code config}; empty where any will do
 */
public record OfferedChild(
        String plugin, String id, Map<String, @Nullable Object> members, Optional<JsonObject> configSchema) {

    /** One that is only known by its start. */
    public static OfferedChild ofStart(String plugin, String id, String start) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("start", start);
        return new OfferedChild(plugin, id, members, Optional.empty());
    }

    /** What its workers are started from. */
    public Stream<String> starts() {
        return starts(members);
    }

    private static Stream<String> starts(Map<String, @Nullable Object> spec) {
        Stream<String> below = spec.get("children") instanceof List<?> children
                ? children.stream()
                        .flatMap(child ->
                                child instanceof Map<?, ?> object ? starts(Overrides.members(object)) : Stream.empty())
                : Stream.empty();
        return Stream.concat(spec.get("start") instanceof String start ? Stream.of(start) : Stream.empty(), below);
    }

    /** The spec of a child that refers to it: what the child says itself goes first, in {@code config} member by member. */
    Map<String, @Nullable Object> completed(Map<String, @Nullable Object> child) {
        Map<String, @Nullable Object> all = ownedBy(members);
        child.forEach((key, value) -> {
            if (key.equals("config")
                    && value instanceof Map<?, ?> own
                    && all.get("config") instanceof Map<?, ?> given) {
                Map<String, @Nullable Object> config = new LinkedHashMap<>(Overrides.members(given));
                config.putAll(Overrides.members(own));
                all.put(key, config);
            } else if (!key.equals("start") && !key.equals("plugin")) {
                all.put(key, value);
            }
        });
        return all;
    }

    /** Each worker in it is of this plugin. */
    private Map<String, @Nullable Object> ownedBy(Map<String, @Nullable Object> spec) {
        Map<String, @Nullable Object> owned = new LinkedHashMap<>(spec);
        if (owned.get("children") instanceof List<?> children) {
            List<@Nullable Object> all = new ArrayList<>();
            children.forEach(child ->
                    all.add(child instanceof Map<?, ?> object ? ownedBy(Overrides.members(object)) : child));
            owned.put("children", all);
        }
        if (owned.containsKey("start") && !plugin.isEmpty()) {
            owned.put("plugin", plugin);
        }
        return owned;
    }
}
