package io.coppice.counter;

import io.coppice.supervision.Names;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/**
 * The {@code config} of a counter.
 *
 * @param name the last part of its address
 * @param initial what it begins with, at each start
 */
record CounterConfig(String name, long initial) {

    /** {@code coppice} is what the host adds. */
    private static final Set<String> KEYS = Set.of("name", "initial", "coppice");

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException naming what is wrong, which fails the start
     */
    static CounterConfig of(JsonObject config) {
        Set<String> unknown = new TreeSet<>(config.fieldNames());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("config has no " + unknown + ", only name and initial");
        }
        if (!(config.getValue("name") instanceof String name) || name.isEmpty()) {
            throw new IllegalArgumentException("\"name\" must be a text, not " + config.getValue("name"));
        }
        Object initial = config.getValue("initial", 0);
        if (initial instanceof Integer || initial instanceof Long) {
            return new CounterConfig(name, ((Number) initial).longValue());
        }
        throw new IllegalArgumentException("\"initial\" must be a whole number, not " + initial);
    }

    static String addressOf(String name) {
        return "counter." + Names.escape(name);
    }
}
