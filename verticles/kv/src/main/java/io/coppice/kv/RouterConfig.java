package io.coppice.kv;

import io.coppice.kv.route.Routes;
import io.coppice.kv.route.RoutingTable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the router, checked.
 *
 * @param table which node each bucket is on; null for the owner of its name's partition, as is without {@code table}
 * @param storage whether this node has buckets; true by default
 * @param hopTimeout how many milliseconds other nodes may take for a command, all tries together; {@code hop_timeout},
 *     4000 by default
 */
record RouterConfig(@Nullable RoutingTable table, boolean storage, int hopTimeout) {

    private static final List<String> KEYS = List.of("table", "storage", "hop_timeout");
    /** What the host of plugins adds to every configuration. */
    private static final String HOSTS_OWN = "coppice";

    private static final int MINUTE_MS = 60_000;

    /** @throws IllegalArgumentException naming the key, what it is and what it must be */
    static RouterConfig of(JsonObject config) {
        for (String key : config.fieldNames()) {
            if (!KEYS.contains(key) && !key.equals(HOSTS_OWN)) {
                throw new IllegalArgumentException(
                        "config: unknown key \"" + key + "\"; known are " + String.join(", ", KEYS));
            }
        }
        Object entries = config.getValue("table");
        if (entries != null && !(entries instanceof JsonArray)) {
            throw new IllegalArgumentException(
                    "config: table must be a list such as [{\"range\": \"a-m\", \"node\": \"a\"}], not " + entries);
        }
        RoutingTable table = entries instanceof JsonArray array ? RoutingTable.of(array) : null;
        if (!(config.getValue("storage", true) instanceof Boolean storage)) {
            throw new IllegalArgumentException(
                    "config: storage must be true or false, not " + config.getValue("storage"));
        }
        if (!storage && table == null) {
            throw new IllegalArgumentException("config: storage is false, so that table must say where buckets are:"
                    + " without one this node has its share of them");
        }
        Object timeout = config.getValue("hop_timeout", Routes.DEFAULT_TIMEOUT_MS);
        if (!(timeout instanceof Integer millis) || millis < 1 || millis > MINUTE_MS) {
            throw new IllegalArgumentException(
                    "config: hop_timeout must be a whole number from 1 to " + MINUTE_MS + ", not " + timeout);
        }
        return new RouterConfig(table, storage, millis);
    }
}
