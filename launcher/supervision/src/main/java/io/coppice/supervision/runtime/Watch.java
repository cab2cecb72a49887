package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.Monitor;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A monitor: it stands among the watchers of its target, and of the child that asked for it, until one of them ends. */
final class Watch implements Monitor {

    private final Running target;
    private final @Nullable Running asker;
    private final @Nullable Context context;
    private final Promise<ExitReason> down;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Watch(SupervisionSystem system, Running target) {
        this.target = target;
        this.asker = system.running().orElse(null);
        this.context = Vertx.currentContext();
        this.down = VertxInternals.promiseOnContext(system.vertx());
    }

    static Watch of(SupervisionSystem system, Running target) {
        Watch watch = new Watch(system, target);
        ExitReason gone = target.watchers().add(watch, watch::tell);
        if (gone != null) {
            watch.tell(gone);
        }
        // What was told comes later, on the asker's own context, and then takes this away again.
        if (watch.asker != null) {
            watch.asker.watchers().add(watch, end -> watch.demonitor());
        }
        return watch;
    }

    private void tell(ExitReason reason) {
        if (context == null) {
            complete(reason);
            return;
        }
        try {
            context.runOnContext(v -> complete(reason));
        } catch (RejectedExecutionException closed) {
            // Who asked is gone.
            demonitor();
        }
    }

    private void complete(ExitReason reason) {
        if (open.compareAndSet(true, false)) {
            leave();
            VertxInternals.tell(down, Future.succeededFuture(reason));
        }
    }

    private void leave() {
        target.watchers().remove(this);
        if (asker != null) {
            asker.watchers().remove(this);
        }
    }

    @Override
    public Child target() {
        return target;
    }

    @Override
    public Future<ExitReason> down() {
        return down.future();
    }

    @Override
    public void demonitor() {
        open.set(false);
        leave();
    }
}
