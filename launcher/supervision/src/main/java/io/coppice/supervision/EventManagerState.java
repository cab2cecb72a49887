package io.coppice.supervision;

import io.coppice.supervision.InstalledHandler.Link;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One incarnation of an event manager: its handlers and what waits for them, used on its own context. */
final class EventManagerState<E> extends CalledWorker {

    private final Duration handlerTimeout;
    /** In the order in which they came. */
    private final Map<String, InstalledHandler<E>> handlers = new LinkedHashMap<>();
    /** Those of them that somebody is told about, for the end of all; used from any thread. */
    private final Set<InstalledHandler<E>> linked = ConcurrentHashMap.newKeySet();

    /** Each begins one piece of work; as many as calls wait at most. */
    private final Queue<Runnable> queue = new ArrayDeque<>();

    private boolean busy;
    private boolean turning;

    EventManagerState(Duration handlerTimeout) {
        this.handlerTimeout = handlerTimeout;
    }

    // One thing at a time

    /** Does work in its turn, and answers with its outcome. */
    <T extends @Nullable Object> void queue(Promise<T> answer, Supplier<Future<T>> work) {
        queue.add(() -> work.get().onComplete(done -> {
            if (done.succeeded()) {
                answer(answer, done.result());
            } else {
                fail(answer, done.cause());
            }
            busy = false;
            goOn();
        }));
        goOn();
    }

    /** A loop, as most work is done at once. */
    private void goOn() {
        if (turning) {
            return;
        }
        turning = true;
        try {
            while (!busy && !queue.isEmpty()) {
                busy = true;
                queue.remove().run();
            }
        } finally {
            turning = false;
        }
    }

    // The work

    /** Gives the event to all, and is done when all are. */
    Future<Void> handle(E event) {
        List<Future<?>> pending = new ArrayList<>();
        for (InstalledHandler<E> handler : List.copyOf(handlers.values())) {
            Future<?> handled = unlessItCrashes(handler, handler.handle(event, vertx, handlerTimeout));
            if (!handled.isComplete()) {
                pending.add(handled);
            }
        }
        return pending.isEmpty()
                ? Future.succeededFuture()
                : Future.join(pending).<Void>mapEmpty().otherwiseEmpty();
    }

    Future<@Nullable Object> ask(String id, Object request) {
        InstalledHandler<E> handler = handlers.get(id);
        return handler == null
                ? refused(Refusal.NOT_FOUND, "has no handler " + id)
                : unlessItCrashes(handler, handler.call(request, vertx, handlerTimeout));
    }

    private <T extends @Nullable Object> Future<T> unlessItCrashes(InstalledHandler<E> handler, Future<T> answer) {
        return answer.onFailure(cause -> {
            if (handlers.get(handler.id) == handler) {
                handler.reportCrash(cause);
                remove(handler, ExitReason.crashed(cause), true);
            }
        });
    }

    Future<Void> add(String id, EventHandler<? super E> added, @Nullable Link link) {
        if (handlers.containsKey(id)) {
            return refused(Refusal.ALREADY_PRESENT, "has a handler " + id + " already");
        }
        if (handlers.size() >= EventManager.MOST_HANDLERS) {
            return refused(Refusal.OVERLOADED, "has " + EventManager.MOST_HANDLERS + " handlers already");
        }
        InstalledHandler<E> handler = new InstalledHandler<>(name(), id, added, link);
        handlers.put(id, handler);
        if (link != null) {
            linked.add(handler);
        }
        handler.goWithItsOwner(context, reason -> remove(handler, reason, false));
        return Future.succeededFuture();
    }

    Future<Void> remove(String id) {
        InstalledHandler<E> handler = handlers.get(id);
        if (handler == null) {
            return refused(Refusal.NOT_FOUND, "has no handler " + id);
        }
        remove(handler, ExitReason.NORMAL, true);
        return Future.succeededFuture();
    }

    private void remove(InstalledHandler<E> handler, ExitReason reason, boolean isOwnerTold) {
        if (handlers.remove(handler.id, handler)) {
            handler.noLongerWatch();
            handler.terminate(reason);
            if (linked.remove(handler) && isOwnerTold) {
                handler.tellItsOwner(reason);
            }
        }
    }

    Future<List<String>> which() {
        return Future.succeededFuture(List.copyOf(handlers.keySet()));
    }

    private <T extends @Nullable Object> Future<T> refused(Refusal refusal, String why) {
        return Future.failedFuture(new SupervisionException(refusal, "the " + name() + " " + why, null));
    }

    // The end

    @Override
    public Future<?> stop() {
        List.copyOf(handlers.values()).forEach(handler -> remove(handler, ExitReason.SHUTDOWN, true));
        return Future.succeededFuture();
    }

    @Override
    void end(ExitReason reason) {
        super.end(reason);
        // Those of a manager that was not asked to stop.
        linked.forEach(handler -> {
            if (linked.remove(handler)) {
                handler.noLongerWatch();
                handler.tellItsOwner(reason);
            }
        });
    }
}
