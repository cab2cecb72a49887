package io.coppice.supervision;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of an {@link EventManager} as a stream with a bounded buffer.
 *
 * <p>It flows when it has a handler, unless it is {@linkplain #pause paused}; handlers are called on the context that asked
 * for it. A reader that is slower than the events costs the others nothing: what does not fit into the buffer is lost, and
 * {@link #lostHandler} is told how many, in their place. The end comes when the manager has ended and all is read.
 */
public final class EventStream<E> implements ReadStream<E> {

    /** So many events wait where the caller does not say. */
    public static final int DEFAULT_BUFFER = 1_000;

    /** So many are emitted in one turn of the event loop. */
    private static final int BATCH = 256;

    /** What is to come: an event, a gap of lost ones, or the end. */
    private static final class Item {
        final Runnable emission;
        final boolean isEvent;

        Item(boolean isEvent, Runnable emission) {
            this.isEvent = isEvent;
            this.emission = emission;
        }
    }

    private final Context context;
    private final int buffer;
    private final Supplier<Future<Void>> leave;

    // Guarded by this: the manager offers, the reader takes.
    private final Queue<Item> queue = new ArrayDeque<>();
    private long demand = Long.MAX_VALUE;
    /** How many are lost at the end of the queue; null where none is. */
    private @Nullable AtomicLong gap;

    private boolean isScheduled;
    private boolean isOver;
    private @Nullable Handler<E> handler;
    private @Nullable Handler<Long> lostHandler;
    private @Nullable Handler<Void> endHandler;

    EventStream(Context context, int buffer, Supplier<Future<Void>> leave) {
        if (buffer < 1) {
            throw new IllegalArgumentException("buffer must be at least 1, not " + buffer);
        }
        this.context = context;
        this.buffer = buffer;
        this.leave = leave;
    }

    // From the manager

    synchronized void offer(E event) {
        if (isOver) {
            return;
        }
        if (queue.size() < buffer) {
            gap = null;
            queue.add(new Item(true, () -> emit(handler, event)));
            schedule();
        } else if (gap != null) {
            gap.incrementAndGet();
        } else {
            AtomicLong howMany = new AtomicLong(1);
            gap = howMany;
            queue.add(new Item(false, () -> emit(lostHandler, howMany.get())));
        }
    }

    synchronized void end() {
        if (!isOver) {
            isOver = true;
            queue.add(new Item(false, this::emitEnd));
            schedule();
        }
    }

    // To the reader, on its context

    private void schedule() {
        if (!isScheduled && handler != null) {
            isScheduled = true;
            try {
                context.runOnContext(v -> drain());
            } catch (RejectedExecutionException closed) {
                // Nobody reads any more.
                isOver = true;
                queue.clear();
            }
        }
    }

    private void drain() {
        boolean isDone = false;
        try {
            int left = BATCH;
            Runnable emission = take();
            while (emission != null) {
                emission.run();
                left--;
                emission = left > 0 ? take() : null;
            }
            isDone = left > 0;
        } finally {
            if (!isDone) {
                again();
            }
        }
    }

    /** After a full batch, or a handler that threw. */
    private synchronized void again() {
        isScheduled = false;
        schedule();
    }

    private synchronized @Nullable Runnable take() {
        Item next = queue.peek();
        if (next == null || handler == null || (next.isEvent && demand == 0)) {
            isScheduled = false;
            return null;
        }
        gap = queue.size() == 1 ? null : gap;
        queue.remove();
        if (next.isEvent && demand != Long.MAX_VALUE) {
            demand--;
        }
        return next.emission;
    }

    private void emitEnd() {
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private static <T> void emit(@Nullable Handler<T> handler, T what) {
        if (handler != null) {
            handler.handle(what);
        }
    }

    // For the reader

    @Override
    public synchronized EventStream<E> handler(@Nullable Handler<E> value) {
        handler = value;
        schedule();
        return this;
    }

    /** Is told how many events were lost, at the place in the stream where they would have been. */
    public synchronized EventStream<E> lostHandler(@Nullable Handler<Long> value) {
        lostHandler = value;
        return this;
    }

    @Override
    public synchronized EventStream<E> endHandler(@Nullable Handler<Void> value) {
        endHandler = value;
        return this;
    }

    /** Without effect: a stream of events does not fail, it ends. */
    @Override
    public EventStream<E> exceptionHandler(@Nullable Handler<Throwable> value) {
        return this;
    }

    @Override
    public synchronized EventStream<E> pause() {
        demand = 0;
        return this;
    }

    @Override
    public EventStream<E> resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public synchronized EventStream<E> fetch(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("amount must not be negative: " + amount);
        }
        demand = Long.MAX_VALUE - demand < amount ? Long.MAX_VALUE : demand + amount;
        schedule();
        return this;
    }

    /** Leaves the manager; what is in the buffer is still read, and then the end. */
    public Future<Void> close() {
        return leave.get();
    }
}
