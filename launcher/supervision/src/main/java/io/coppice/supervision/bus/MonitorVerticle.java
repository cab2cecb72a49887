package io.coppice.supervision.bus;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/** The monitors of a node, as a child without configuration. */
public final class MonitorVerticle extends VerticleBase {

    private @Nullable MonitorService service;

    @Override
    public Future<?> start() {
        service = MonitorService.serve(vertx);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return service == null ? Future.succeededFuture() : service.close();
    }
}
