package io.coppice.host.observer;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/** {@code GET /health/live} and {@code /health/ready}, for whoever starts the process. */
final class HealthRoutes {

    private final BooleanSupplier ready;

    HealthRoutes(BooleanSupplier ready) {
        this.ready = ready;
    }

    void mount(Router router) {
        router.get("/health/live").handler(context -> context.json(new JsonObject().put("status", "up")));
        router.get("/health/ready").handler(this::ready);
    }

    private void ready(RoutingContext context) {
        if (ready.getAsBoolean()) {
            context.json(new JsonObject().put("status", "ready"));
        } else {
            JsonErrors.answer(context, 503, "the tree is not up");
        }
    }
}
