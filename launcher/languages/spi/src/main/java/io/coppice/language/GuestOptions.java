package io.coppice.language;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a child's configuration tells its language, under {@code "guest"}. */
public final class GuestOptions {

    /** What a child may be told in every language. */
    public static final String TIME_LIMIT = "time_limit";

    private static final String KEY = "guest";
    private static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(10);

    private GuestOptions() {}

    /**
     * All of it.
     *
     * @param known the keys that the language has
     * @throws IllegalArgumentException if it is no object, or has another key
     */
    public static JsonObject of(JsonObject config, List<String> known) {
        Object given = config.getValue(KEY, new JsonObject());
        if (!(given instanceof JsonObject guest)) {
            throw new IllegalArgumentException("config.guest must be an object such as {\"time_limit\": 10000}");
        }
        for (String key : guest.fieldNames()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        "config.guest has an unknown key \"" + key + "\"; known: " + String.join(", ", known));
            }
        }
        return guest;
    }

    /**
     * Where a language keeps what outlives its node: {@code languages/PREFIX} of the node's data folder; empty for a child of no
     * node.
     */
    public static Optional<Path> folder(JsonObject config, String prefix) {
        return config.getValue("coppice") instanceof JsonObject node && node.getValue("data") instanceof String data
                ? Optional.of(Path.of(data, "languages", prefix))
                : Optional.empty();
    }

    /**
     * How long the child may take to show that it is alive; zero for as long as it likes.
     *
     * @throws IllegalArgumentException if it is no such time
     */
    public static Duration timeLimit(JsonObject guest) {
        Object limit = guest.getValue(TIME_LIMIT, DEFAULT_TIME_LIMIT.toMillis());
        if (limit instanceof Number millis && millis.longValue() >= 0 && millis.longValue() <= Integer.MAX_VALUE) {
            return Duration.ofMillis(millis.longValue());
        }
        throw new IllegalArgumentException("config.guest.time_limit must be milliseconds from 0, which is none, on");
    }
}
