package io.coppice.counter;

import io.coppice.supervision.Names;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/**
 * The {@code config} of a counter.
 *
 * @param name the last part of its address
 * @param initial what it begins with, at each start
 * @param clusterWide whether all nodes reach it by its name, or its own only
 */
record CounterConfig(String name, long initial, boolean clusterWide) {

    /** {@code coppice} is what the host adds. */
    private static final Set<String> KEYS = Set.of("name", "initial", "scope", "coppice");

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException naming what is wrong, which fails the start
     */
    static CounterConfig of(JsonObject config) {
        Set<String> unknown = new TreeSet<>(config.fieldNames());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("config has no " + unknown + ", only name, initial and scope");
        }
        if (!(config.getValue("name") instanceof String name) || name.isEmpty()) {
            throw new IllegalArgumentException("\"name\" must be a text, not " + config.getValue("name"));
        }
        Object initial = config.getValue("initial", 0);
        if (!(initial instanceof Integer || initial instanceof Long)) {
            throw new IllegalArgumentException("\"initial\" must be a whole number, not " + initial);
        }
        Object scope = config.getValue("scope", "local");
        if (!scope.equals("local") && !scope.equals("cluster")) {
            throw new IllegalArgumentException("\"scope\" must be local or cluster, not " + scope);
        }
        return new CounterConfig(name, ((Number) initial).longValue(), scope.equals("cluster"));
    }

    /** Puts the counter on the event bus, under its name. */
    void consume(Vertx vertx, Handler<Message<Object>> handler) {
        if (clusterWide) {
            vertx.eventBus().consumer(addressOf(name), handler);
        } else {
            vertx.eventBus().localConsumer(addressOf(name), handler);
        }
    }

    static String addressOf(String name) {
        return "counter." + Names.escape(name);
    }
}
