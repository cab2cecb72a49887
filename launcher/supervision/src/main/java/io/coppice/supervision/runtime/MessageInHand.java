package io.coppice.supervision.runtime;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.HandledMessage;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/**
 * The event-bus message that each thread is handling, so that a crash can be reported with it, and its sender answered
 * instead of waiting for a time-out.
 *
 * <p>Vert.x calls a handler from within the last interceptor's {@code next}, and the context's exception handler from within
 * the call of the handler; so what is noted around {@code next} is still there when a crash is.
 */
final class MessageInHand {

    /** So much of a body is kept. */
    static final int MOST_OF_BODY = 256;

    private static final class Slot {
        @Nullable
        Message<?> message;

        @Nullable
        String deploymentId;
    }

    private final ThreadLocal<Slot> slots = ThreadLocal.withInitial(Slot::new);

    MessageInHand(Vertx vertx) {
        vertx.eventBus().<Object>addInboundInterceptor(this::around);
    }

    private void around(DeliveryContext<Object> delivery) {
        Slot slot = slots.get();
        Message<?> outer = slot.message;
        String outerId = slot.deploymentId;
        Context context = Vertx.currentContext();
        slot.message = delivery.message();
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
    HandledMessage refuse(String deploymentId, Throwable crash) {
        Slot slot = slots.get();
        Message<?> message = slot.message;
        if (message == null || !deploymentId.equals(slot.deploymentId)) {
            return null;
        }
        if (message.replyAddress() != null) {
            message.fail(Supervision.CRASHED, crash.toString());
        }
        return new HandledMessage(message.address(), textOf(message.body()));
    }

    private static String textOf(@Nullable Object body) {
        String text = body instanceof Buffer buffer ? buffer.length() + " bytes" : String.valueOf(body);
        return text.length() <= MOST_OF_BODY ? text : text.substring(0, MOST_OF_BODY) + "...";
    }
}
