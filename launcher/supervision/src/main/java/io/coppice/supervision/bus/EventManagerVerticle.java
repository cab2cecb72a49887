package io.coppice.supervision.bus;

import io.coppice.supervision.EventManager;
import io.coppice.supervision.VerticleStart;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event manager for the event bus, as a child.
 *
 * <p>Its configuration is {@code name}, which must be there. It is restarted without subscribers, as GenEvent is without
 * handlers; one that stops tells them.
 */
public final class EventManagerVerticle extends VerticleBase {

    private @Nullable Deployable manager;

    @Override
    public Future<?> start() throws Exception {
        JsonObject config = config();
        Fields.onlyKnown(config, Set.of("name"));
        String name = Fields.text(config, "name");
        EventManager<Object> events = EventManager.of(vertx, name);
        // This verticle is the manager's worker: what the manager would be deployed as runs in its place.
        Deployable worker = ((VerticleStart) events.spec().start()).factory().call();
        manager = worker;
        return worker.deploy(context).onSuccess(up -> EventManagerService.serve(vertx, name, events));
    }

    @Override
    public Future<?> stop() throws Exception {
        return manager == null ? Future.succeededFuture() : manager.undeploy(context);
    }
}
