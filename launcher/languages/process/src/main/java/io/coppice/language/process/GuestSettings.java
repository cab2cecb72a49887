package io.coppice.language.process;

import io.coppice.language.GuestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a child's configuration says, under {@code "guest"}, of the process that it is.
 *
 * @param arguments more of its command line
 * @param environment more of its environment
 * @param timeLimit how long it may take to show that it is alive; zero for as long as it likes
 */
record GuestSettings(List<String> arguments, Map<String, String> environment, Duration timeLimit) {

    private static final List<String> KEYS = List.of("args", "env", GuestOptions.TIME_LIMIT);

    GuestSettings {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if one of them is wrong
     */
    static GuestSettings of(JsonObject config) {
        JsonObject guest = GuestOptions.of(config, KEYS);
        return new GuestSettings(arguments(guest), environment(guest), GuestOptions.timeLimit(guest));
    }

    private static List<String> arguments(JsonObject guest) {
        Object args = guest.getValue("args", new JsonArray());
        if (args instanceof JsonArray list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw new IllegalArgumentException("config.guest.args must be a list of strings");
    }

    private static Map<String, String> environment(JsonObject guest) {
        Object env = guest.getValue("env", new JsonObject());
        if (!(env instanceof JsonObject variables)) {
            throw new IllegalArgumentException("config.guest.env must be an object of strings");
        }
        Map<String, String> read = new LinkedHashMap<>();
        variables.forEach(entry -> {
            if (!(entry.getValue() instanceof String value)) {
                throw new IllegalArgumentException("config.guest.env." + entry.getKey() + " must be a string");
            }
            read.put(entry.getKey(), value);
        });
        return read;
    }
}
