package io.coppice.supervision.bus;

import io.coppice.supervision.ClusterRegistry;
import io.coppice.supervision.Registry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A registry for the event bus, as a child.
 *
 * <p>Its configuration is {@code name}, which must be there, {@code keys}: {@code unique} (default) or {@code duplicate}, and
 * {@code scope}: {@code node} (default) or {@code cluster}. What is registered stays when this verticle is restarted, and goes
 * with its owners; subscriptions end.
 */
public final class RegistryVerticle extends VerticleBase {

    private static final String TABLES = "coppice.registries";

    /** The table of a name; it belongs to the node, so that it outlives this verticle. */
    private record Table<T>(String kind, T registry) implements Shareable {

        @SuppressWarnings("unchecked")
        static <T> T of(Vertx vertx, String name, String kind, Supplier<T> made) {
            return (T) vertx.sharedData()
                    .<String, Table<?>>getLocalMap(TABLES)
                    .compute(
                            name,
                            (n, table) ->
                                    table != null && table.kind.equals(kind) ? table : new Table<>(kind, made.get()))
                    .registry();
        }
    }

    private Supplier<Future<Void>> close = Future::succeededFuture;

    @Override
    public Future<?> start() {
        JsonObject config = config();
        Fields.onlyKnown(config, Set.of("name", "keys", "scope"));
        String name = Fields.text(config, "name");
        boolean isUnique = oneOf(config, "keys", "unique", "duplicate").equals("unique");
        if (oneOf(config, "scope", "node", "cluster").equals("node")) {
            close = RegistryService.serve(vertx, name, ofNode(name, isUnique))::close;
        } else {
            close = ClusterRegistryService.serve(vertx, name, ofCluster(name, isUnique))::close;
        }
        return Future.succeededFuture();
    }

    private static String oneOf(JsonObject config, String key, String usual, String other) {
        Object value = config.getValue(key, usual);
        if (!value.equals(usual) && !value.equals(other)) {
            throw new IllegalArgumentException(
                    "\"" + key + "\" must be \"" + usual + "\" or \"" + other + "\", not " + value);
        }
        return value.toString();
    }

    private Registry<String, Object> ofNode(String name, boolean isUnique) {
        return isUnique
                ? Table.of(vertx, name, "unique", () -> Registry.<String, Object>ofUniqueKeys(vertx))
                : Table.of(vertx, name, "duplicate", () -> Registry.<String, Object>ofDuplicateKeys(vertx));
    }

    private ClusterRegistry ofCluster(String name, boolean isUnique) {
        return isUnique
                ? Table.of(vertx, name, "unique in the cluster", () -> ClusterRegistry.ofUniqueKeys(vertx, name))
                : Table.of(vertx, name, "duplicate in the cluster", () -> ClusterRegistry.ofDuplicateKeys(vertx, name));
    }

    @Override
    public Future<?> stop() {
        return close.get();
    }
}
