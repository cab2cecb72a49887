package io.coppice.traininglog.config;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The {@code config} of one child, read with checks: a wrong value fails the child's start and is named. */
public final class ComponentConfig {

    /** What the host adds: the node's name and its data folder. */
    private static final String HOST_KEY = "coppice";

    private final JsonObject config;

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if there is a key that is not known
     */
    public ComponentConfig(JsonObject config, List<String> keys) {
        this.config = config;
        TreeSet<String> unknown = new TreeSet<>(config.fieldNames());
        unknown.removeAll(keys);
        unknown.remove(HOST_KEY);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("config has no \"" + unknown.first() + "\", only " + keys);
        }
    }

    /** A whole number within bounds, which are part of it. */
    public int whole(String key, int byDefault, int least, int most) {
        Object value = config.getValue(key);
        if (value == null) {
            return byDefault;
        }
        if (value instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        throw new IllegalArgumentException(
                "\"" + key + "\" must be a whole number from " + least + " to " + most + ", not " + value);
    }

    /** A text that is not empty. */
    public Optional<String> text(String key) {
        Object value = config.getValue(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank()) {
            return Optional.of(text);
        }
        throw new IllegalArgumentException("\"" + key + "\" must be a text, not " + value);
    }

    /** The data folder of the node, where the host gave one. */
    public Optional<String> dataFolder() {
        return Optional.ofNullable(config.getJsonObject(HOST_KEY)).map(host -> host.getString("data"));
    }
}
