package io.coppice.supervision.bus;

import io.coppice.supervision.Registry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registry for the event bus, as a child.
 *
 * <p>Its configuration is {@code name}, which must be there, and {@code keys}: {@code unique} (default) or
 * {@code duplicate}. What is registered stays when this verticle is restarted, and goes with its owners; subscriptions end.
 */
public final class RegistryVerticle extends VerticleBase {

    private static final String TABLES = "coppice.registries";

    /** The table of a name; it belongs to the node, so that it outlives this verticle. */
    private record Table(String keys, Registry<String, Object> registry) implements Shareable {

        static Table of(Vertx vertx, String name, String keys) {
            return vertx.sharedData()
                    .<String, Table>getLocalMap(TABLES)
                    .compute(
                            name,
                            (n, table) -> table != null && table.keys.equals(keys)
                                    ? table
                                    : new Table(
                                            keys,
                                            keys.equals("unique")
                                                    ? Registry.ofUniqueKeys(vertx)
                                                    : Registry.ofDuplicateKeys(vertx)));
        }
    }

    private @Nullable RegistryService service;

    @Override
    public Future<?> start() {
        JsonObject config = config();
        Fields.onlyKnown(config, Set.of("name", "keys"));
        String name = Fields.text(config, "name");
        Object keys = config.getValue("keys", "unique");
        if (!keys.equals("unique") && !keys.equals("duplicate")) {
            throw new IllegalArgumentException("\"keys\" must be \"unique\" or \"duplicate\", not " + keys);
        }
        service = RegistryService.serve(
                vertx, name, Table.of(vertx, name, keys.toString()).registry());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return service == null ? Future.succeededFuture() : service.close();
    }
}
