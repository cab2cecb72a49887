package io.coppice.host.observer;

import io.coppice.host.cluster.Cluster;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code GET /health/live} and {@code /health/ready}, for whoever starts the process. */
final class HealthRoutes {

    /** Who asks whether a node is ready does not wait for long. */
    private static final long SAFE_LIMIT_SECONDS = 2;

    private final BooleanSupplier ready;
    private final Cluster cluster;

    HealthRoutes(BooleanSupplier ready, Cluster cluster) {
        this.ready = ready;
        this.cluster = cluster;
    }

    void mount(Router router) {
        router.get("/health/live").handler(context -> context.json(new JsonObject().put("status", "up")));
        router.get("/health/ready").handler(this::ready);
    }

    private void ready(RoutingContext context) {
        if (!ready.getAsBoolean()) {
            JsonErrors.answer(context, 503, "the tree is not up");
            return;
        }
        Future.fromCompletionStage(cluster.isSafe(), context.vertx().getOrCreateContext())
                .timeout(SAFE_LIMIT_SECONDS, TimeUnit.SECONDS)
                .recover(unknown -> Future.succeededFuture(false))
                .onSuccess(isSafe -> {
                    if (isSafe) {
                        context.json(new JsonObject().put("status", "ready"));
                    } else {
                        JsonErrors.answer(context, 503, "the cluster is not safe: backups are still being made");
                    }
                });
    }
}
