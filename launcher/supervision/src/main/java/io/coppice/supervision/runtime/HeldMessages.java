package io.coppice.supervision.runtime;

import io.coppice.supervision.runtime.HeldLine.Held;
import io.coppice.supervision.spec.Hold;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages of this node that wait for a child that is being restarted.
 *
 * <p>An outbound interceptor keeps them before they are delivered, and is there only while there are some or may be, as every
 * send would pay for it. What is published does not wait, as nobody counts on its arrival. A request that waits longer than
 * its own time-out fails with that, and still goes out.
 *
 * <p>Nothing overtakes: as long as messages wait for an address, or are still going out to it, later ones go behind them or
 * are refused. They are never sent past them, as someone may have the address already.
 */
final class HeldMessages {

    /** So many go out before others have their turn. */
    private static final int MOST_AT_ONCE = 256;

    private final Vertx vertx;
    private final Reports reports;
    private final Handler<DeliveryContext<Object>> interceptor = this::around;
    /** By address. They are changed by who holds the lock of this. */
    private final ConcurrentMap<String, HeldLine> lines = new ConcurrentHashMap<>();

    private long sent;

    HeldMessages(Vertx vertx, Reports reports) {
        this.vertx = vertx;
        this.reports = reports;
    }

    /** The wait for one child, of messages to all its addresses together; used from any thread. */
    final class Waiting {
        private final SupervisorRuntime owner;
        private final Hold hold;

        private Waiting(SupervisorRuntime owner, Hold hold) {
            this.owner = owner;
            this.hold = hold;
        }

        void begin() {
            synchronized (HeldMessages.this) {
                if (lines.isEmpty()) {
                    vertx.eventBus().addOutboundInterceptor(interceptor);
                }
                for (String address : hold.addresses()) {
                    lines.computeIfAbsent(address, first -> new HeldLine())
                            .holders
                            .add(this);
                }
            }
        }

        /** Lets those go out that wait for no other child as well: in order, before whatever is sent later. */
        void release() {
            if (letGo()) {
                drain();
            }
        }

        /** The first half of {@link #release}: whether there is something to {@link #drain}. */
        boolean letGo() {
            boolean held = false;
            synchronized (HeldMessages.this) {
                for (HeldLine line : ownLines()) {
                    held |= line.holders.remove(this);
                }
            }
            return held;
        }

        private List<HeldLine> ownLines() {
            List<HeldLine> own = new ArrayList<>(hold.addresses().size());
            for (String address : hold.addresses()) {
                HeldLine line = lines.get(address);
                if (line != null) {
                    own.add(line);
                }
            }
            return own;
        }

        boolean isFull() {
            int size = 0;
            for (HeldLine line : ownLines()) {
                size += line.queue.size();
            }
            return size >= hold.most();
        }

        /** The second half; it ends where a new hold begins. */
        void drain() {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                Held first = first();
                if (first == null) {
                    return;
                }
                // Its next interceptors and its delivery are on this thread, which they may not end.
                owner.settle(first.delivery()::next);
            }
            if (!owner.post(this::drain)) {
                reports.stray(owner.path(), "Vert.x is closed before its held messages were sent", null);
            }
        }

        /** The next to go out. After the last, later messages go straight again. */
        private @Nullable Held first() {
            synchronized (HeldMessages.this) {
                Queue<Held> next = null;
                for (HeldLine line : ownLines()) {
                    Held head = line.goesOut() ? line.queue.peek() : null;
                    if (head != null
                            && (next == null || head.number() < next.element().number())) {
                        next = line.queue;
                    }
                }
                if (next != null) {
                    return next.remove();
                }
                for (String address : hold.addresses()) {
                    lines.computeIfPresent(address, (of, line) -> line.goesOut() ? null : line);
                }
                if (lines.isEmpty()) {
                    vertx.eventBus().removeOutboundInterceptor(interceptor);
                }
                return null;
            }
        }
    }

    Waiting of(SupervisorRuntime owner, Hold hold) {
        return new Waiting(owner, hold);
    }

    private enum Fate {
        GOES,
        WAITS,
        IS_REFUSED
    }

    private void around(DeliveryContext<Object> delivery) {
        switch (fateOf(delivery)) {
            case GOES -> delivery.next();
            case WAITS -> {}
            case IS_REFUSED ->
                VertxInternals.fail(delivery, refusal(delivery.message().address()));
        }
    }

    private Fate fateOf(DeliveryContext<Object> delivery) {
        String address = delivery.message().address();
        if (!lines.containsKey(address) || !delivery.send() || AddressWait.isProbe(delivery.message())) {
            return Fate.GOES;
        }
        synchronized (this) {
            HeldLine line = lines.get(address);
            if (line == null) {
                return Fate.GOES;
            }
            if (!line.takesAnother()) {
                return Fate.IS_REFUSED;
            }
            line.queue.add(new Held(sent++, delivery));
            return Fate.WAITS;
        }
    }

    /** What all get where nothing is held. */
    private static ReplyException refusal(String address) {
        return new ReplyException(
                ReplyFailure.NO_HANDLERS, address + ": too many messages wait for the restart of who has it");
    }
}
