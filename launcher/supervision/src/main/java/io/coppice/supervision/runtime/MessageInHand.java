package io.coppice.supervision.runtime;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.HandledMessage;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.Message;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The event-bus message that each thread is handling, so that a crash can be reported with it, and its sender answered
 * instead of waiting for a time-out. Messages that come after the crash are answered in the same way, and not handled.
 *
 * <p>Vert.x calls a handler from within the last interceptor's {@code next}, and the context's exception handler from within
 * the call of the handler; so what is noted around {@code next} is still there when a crash is.
 */
final class MessageInHand {

    private static final class Slot {
        @Nullable
        Message<?> message;

        @Nullable
        String deploymentId;
    }

    private final ThreadLocal<Slot> slots = ThreadLocal.withInitial(Slot::new);

    private final Masking masking;
    /** What crashed the deployments that have crashed and are not down yet. */
    private final Map<String, String> crashes = new ConcurrentHashMap<>();
    /** Whether there are any: nearly always this is all that a message costs. */
    private volatile boolean anyCrashed;

    MessageInHand(Vertx vertx, Masking masking) {
        this.masking = masking;
        vertx.eventBus().<Object>addInboundInterceptor(this::around);
    }

    /** From now on the deployment, and those below it, are given no messages, but replies to their own. */
    synchronized void refuseAll(String deploymentId, String crash) {
        crashes.putIfAbsent(deploymentId, crash);
        anyCrashed = true;
    }

    synchronized void forget(String deploymentId) {
        if (crashes.remove(deploymentId) != null) {
            anyCrashed = !crashes.isEmpty();
        }
    }

    boolean refusesAny() {
        return anyCrashed;
    }

    private void around(DeliveryContext<Object> delivery) {
        Message<?> message = delivery.message();
        Context context = Vertx.currentContext();
        if (refusesAny() && context != null) {
            String crash = VertxInternals.nearest(context, crashes::get);
            // A verticle that is being stopped may wait for the answer to a last request.
            if (crash != null && !VertxInternals.isReply(message)) {
                refuse(message, Supervision.NOT_HANDLED, "not handled, as its verticle had crashed: " + crash);
                return;
            }
        }
        if (AddressWait.isProbe(message)) {
            message.reply(null);
            return;
        }
        Slot slot = slots.get();
        Message<?> outer = slot.message;
        String outerId = slot.deploymentId;
        slot.message = message;
        slot.deploymentId = context == null ? null : context.deploymentID();
        try {
            delivery.next();
        } finally {
            slot.message = outer;
            slot.deploymentId = outerId;
        }
    }

    /**
     * The message that the deployment is handling on this thread, after its sender was told that it will not be answered;
     * null if there is none.
     */
    @Nullable
    HandledMessage refuse(String deploymentId, String crash) {
        Slot slot = slots.get();
        Message<?> message = slot.message;
        if (message == null || !deploymentId.equals(slot.deploymentId)) {
            return null;
        }
        refuse(message, Supervision.CRASHED, crash);
        return new HandledMessage(message.address(), masking.textOf(message.address(), message.body()));
    }

    private static void refuse(Message<?> message, int code, String why) {
        if (message.replyAddress() != null) {
            message.fail(code, why);
        }
    }
}
