package io.coppice.component.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The {@code config} of one child, read with checks: a wrong value fails the child's start and is named. */
public final class ComponentConfig {

    /** What the host adds: the node's name and its data folder. */
    private static final String HOST_KEY = "coppice";

    private final JsonObject config;
    private final String where;

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if there is a key that is not known
     */
    public ComponentConfig(JsonObject config, List<String> keys) {
        this(config, keys, "config");
    }

    private ComponentConfig(JsonObject config, List<String> keys, String where) {
        this.config = config;
        this.where = where;
        TreeSet<String> unknown = new TreeSet<>(config.fieldNames());
        unknown.removeAll(keys);
        unknown.remove(HOST_KEY);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(where + " has no \"" + unknown.first() + "\", only " + keys);
        }
    }

    /** Whether the value is an object, to be read with {@link #object}. */
    public boolean isObject(String key) {
        return config.getValue(key) instanceof JsonObject;
    }

    /**
     * An object inside, with keys of its own; it must be there.
     *
     * @throws IllegalArgumentException if it is missing or something else, or has a key that is not known
     */
    public ComponentConfig object(String key, List<String> keys) {
        if (config.getValue(key) instanceof JsonObject inner) {
            return new ComponentConfig(inner, keys, where + "." + key);
        }
        throw new IllegalArgumentException(where + " wants \"" + key + "\", an object with " + keys);
    }

    /**
     * A list of objects, each with keys of its own; none where it is missing.
     *
     * @throws IllegalArgumentException if it is something else, or longer, or an object has a key that is not known
     */
    public List<ComponentConfig> objects(String key, List<String> keys, int most) {
        Object value = config.getValue(key, new JsonArray());
        if (!(value instanceof JsonArray list)
                || list.size() > most
                || !list.stream().allMatch(JsonObject.class::isInstance)) {
            throw new IllegalArgumentException(
                    where + " wants \"" + key + "\", a list of at most " + most + " objects with " + keys);
        }
        return IntStream.range(0, list.size())
                .mapToObj(i -> new ComponentConfig(list.getJsonObject(i), keys, where + "." + key + "[" + i + "]"))
                .toList();
    }

    /**
     * A list of texts, each of them there once and none of them empty; it must be there.
     *
     * @throws IllegalArgumentException if it is missing or something else, or has none or more
     */
    public List<String> texts(String key, int most) {
        Object value = config.getValue(key);
        if (value instanceof JsonArray list
                && !list.isEmpty()
                && list.size() <= most
                && list.stream().allMatch(each -> each instanceof String text && !text.isBlank())
                && list.stream().distinct().count() == list.size()) {
            return list.stream().map(String.class::cast).toList();
        }
        throw new IllegalArgumentException(
                "\"" + key + "\" must be a list of 1 to " + most + " different texts, none empty, not " + value);
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

    /** A text; none where it is empty, as <code>${env:NAME:-}</code> is without that variable. */
    public Optional<String> textUnlessEmpty(String key) {
        return "".equals(config.getValue(key)) ? Optional.empty() : text(key);
    }

    /** The data folder of the node, where the host gave one. */
    public Optional<String> dataFolder() {
        return Optional.ofNullable(config.getJsonObject(HOST_KEY)).map(host -> host.getString("data"));
    }
}
