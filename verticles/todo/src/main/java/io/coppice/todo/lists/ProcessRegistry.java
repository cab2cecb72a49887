package io.coppice.todo.lists;

import io.coppice.component.config.ComponentConfig;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * The verticle that owns the table of servers. When it crashes its table is gone, and all that was registered must start anew:
 * so it comes first under a supervisor of the strategy {@code rest_for_one}.
 */
public final class ProcessRegistry extends VerticleBase {

    @Override
    public Future<?> start() {
        new ComponentConfig(config(), List.of());
        Servers.make(vertx, Supervision.of(vertx).self().orElseThrow());
        return Future.succeededFuture();
    }
}
