package io.coppice.supervision.runtime;

import io.vertx.core.eventbus.DeliveryContext;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/** The held messages to one address, in the order in which they were sent; used with the lock of {@link HeldMessages}. */
final class HeldLine {

    /** So many may go behind those that are going out, or a busy address would be late for ever. */
    static final int MOST_BEHIND = 10_000;

    /** One message, by its place among those to all addresses. */
    record Held(long number, DeliveryContext<Object> delivery) {}

    /** Those that they wait for; without any, the messages are going out. */
    final Set<HeldMessages.Waiting> holders = new HashSet<>(2);

    final Queue<Held> queue = new ArrayDeque<>();
    private int behind;

    boolean goesOut() {
        return holders.isEmpty();
    }

    boolean takesAnother() {
        if (goesOut()) {
            return behind++ < MOST_BEHIND;
        }
        for (HeldMessages.Waiting holder : holders) {
            if (holder.isFull()) {
                return false;
            }
        }
        return true;
    }
}
