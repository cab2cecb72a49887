package io.coppice.supervision.runtime;

import io.coppice.supervision.core.HeartbeatCount;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Heartbeat;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Asks one child for signs of life (B05), for as long as it is up; on the supervisor's context. */
final class HeartbeatWatch {

    private static final JsonObject QUESTION = new JsonObject().put("action", "heartbeat");

    private final Vertx vertx;
    private final SupervisorRuntime owner;
    private final ChildRunner child;
    private final Heartbeat spec;
    private final HeartbeatCount count;
    private final Consumer<ExitReason> missed;
    private boolean isAsked;
    private Limit next;

    HeartbeatWatch(SupervisorRuntime owner, ChildRunner child, Heartbeat spec, Consumer<ExitReason> missed) {
        this.vertx = owner.system().vertx();
        this.owner = owner;
        this.child = child;
        this.spec = spec;
        this.missed = missed;
        this.count = new HeartbeatCount(spec, System.nanoTime());
        ask();
        this.next = Limit.of(owner.system().deadlines(), spec.interval(), this::beat);
    }

    private void beat() {
        if (count.beat(System.nanoTime())) {
            missed.accept(ExitReason.crashed("missed " + spec.misses() + " heartbeats of "
                    + spec.interval().toMillis() + " ms"));
            return;
        }
        next = Limit.of(owner.system().deadlines(), spec.interval(), this::beat);
        ask();
    }

    private void ask() {
        if (spec.address().isPresent()) {
            request(spec.address().get());
        } else if (!isAsked) {
            // One task at a time: a context that is stuck must not gather more.
            isAsked = true;
            child.context().ifPresent(this::ask);
        }
    }

    private void ask(Context context) {
        try {
            context.runOnContext(v -> owner.post(() -> {
                isAsked = false;
                count.answered();
            }));
        } catch (RejectedExecutionException closed) {
            // Others undeploy it, of which its supervisor is about to hear.
        }
    }

    private void request(String address) {
        DeliveryOptions options = new DeliveryOptions()
                .setLocalOnly(true)
                .setSendTimeout(Math.max(1, spec.interval().toMillis()));
        vertx.eventBus().request(address, QUESTION, options).onComplete(answer -> {
            if (answer.succeeded() || isAnswer(answer.cause())) {
                owner.post(count::answered);
            }
        });
    }

    /** Whoever says no is alive. */
    private static boolean isAnswer(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE;
    }

    void cancel() {
        next.cancel();
    }
}
