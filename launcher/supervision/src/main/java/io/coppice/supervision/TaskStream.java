package io.coppice.supervision;

import io.coppice.supervision.StreamOptions.OnTimeout;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of one task for each item: Elixir's {@code Task.Supervisor.async_stream}.
 *
 * <p>It begins with its {@link #handler}, which code on another thread sets last, and calls all handlers on the context that
 * made it. At most {@code maxConcurrency}
 * items are taken and not handed on yet, be they in work or waiting for their turn; a paused stream takes none. It fails,
 * after it has stopped its tasks, where a task is refused, where an item takes too long under {@link StreamOptions.OnTimeout#EXIT}, and
 * where the items throw; without an {@link #exceptionHandler} the failure is thrown on the context. A handler that throws
 * ends it. The tasks also end when the supervised verticle that made the stream does.
 */
public final class TaskStream<I, T extends @Nullable Object> implements ReadStream<TaskStream.Item<I, T>> {

    /** An item, and how its task ended. */
    public record Item<I, T extends @Nullable Object>(I input, TaskOutcome<T> outcome) {}

    private final Vertx vertx;
    private final Context context;
    private final Tasks tasks;
    private final Iterator<? extends I> items;
    private final Function<? super I, Work<T>> work;
    /** Whom its tasks end with. */
    private final Optional<Child> owner;
    /** Those on whose behalf it works. */
    private final List<String> callers;

    private final StreamOptions options;
    private final Promise<Void> closed = Promise.promise();

    // Set from any thread:
    private final AtomicLong demand = new AtomicLong(Long.MAX_VALUE);
    private volatile @Nullable Handler<Item<I, T>> handler;
    private volatile @Nullable Handler<Void> endHandler;
    private volatile @Nullable Handler<Throwable> exceptionHandler;

    // On the context:
    private final Map<Long, ItemTask<I, T>> inWork = new HashMap<>();
    /** By the turn in which they are handed on. */
    private final Map<Long, Item<I, T>> finished = new HashMap<>();

    private long taken;
    private long ended;
    private long handedOn;
    private boolean exhausted;
    private boolean over;
    /** It is over because all was handed on. */
    private boolean atEnd;

    TaskStream(
            Vertx vertx,
            Tasks tasks,
            Iterator<? extends I> items,
            Function<? super I, Work<T>> work,
            StreamOptions options) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.tasks = tasks;
        this.owner = Supervision.of(vertx).self();
        this.callers = tasks.callersFromHere();
        this.items = items;
        this.work = work;
        this.options = options;
    }

    // For the reader, on any thread

    @Override
    public TaskStream<I, T> handler(@Nullable Handler<Item<I, T>> value) {
        handler = value;
        turn();
        return this;
    }

    @Override
    public TaskStream<I, T> endHandler(@Nullable Handler<Void> value) {
        endHandler = value;
        turn();
        return this;
    }

    @Override
    public TaskStream<I, T> exceptionHandler(@Nullable Handler<Throwable> value) {
        exceptionHandler = value;
        return this;
    }

    @Override
    public TaskStream<I, T> pause() {
        demand.set(0);
        return this;
    }

    @Override
    public TaskStream<I, T> resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public TaskStream<I, T> fetch(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("the amount must be 0 or more, not " + amount);
        }
        demand.updateAndGet(now -> now + amount < 0 ? Long.MAX_VALUE : now + amount);
        turn();
        return this;
    }

    /** Ends the stream before its end: no handler is called any more. Completes when all its tasks are down. */
    public Future<Void> close() {
        context.runOnContext(v -> stop());
        return closed.future();
    }

    // The stream, on its context

    private void turn() {
        context.runOnContext(v -> proceed());
    }

    private void proceed() {
        if (owner.isPresent() && owner.get().ended().isComplete()) {
            stop();
        }
        while (handOn() || take()) {}
        if (!over && exhausted && handedOn == taken) {
            over = true;
            atEnd = true;
            closed.complete();
        }
        Handler<Void> end = endHandler;
        if (atEnd && end != null) {
            endHandler = null;
            end.handle(null);
        }
    }

    /** False when there is nothing to hand on, or nobody wants it. */
    private boolean handOn() {
        Handler<Item<I, T>> reader = handler;
        if (over || reader == null || !finished.containsKey(handedOn) || !takeDemand()) {
            return false;
        }
        Item<I, T> next = Objects.requireNonNull(finished.remove(handedOn++));
        try {
            reader.handle(next);
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
        return true;
    }

    private boolean takeDemand() {
        return demand.getAndUpdate(now -> now == 0 || now == Long.MAX_VALUE ? now : now - 1) > 0;
    }

    /** False when no further item is to be taken now. */
    private boolean take() {
        if (over || exhausted || handler == null || demand.get() == 0 || taken - handedOn >= options.maxConcurrency()) {
            return false;
        }
        try {
            exhausted = !items.hasNext();
            if (!exhausted) {
                start(items.next());
            }
        } catch (Throwable t) {
            fail(t);
        }
        return !exhausted;
    }

    private void start(I input) {
        Work<T> todo = work.apply(input);
        Tie tie = Tie.owned(owner, options.linked());
        ItemTask<I, T> item = new ItemTask<>(vertx, input, tasks.start(todo, tie, callers), todo.shutdown());
        long index = taken++;
        inWork.put(index, item);
        options.timeout().ifPresent(time -> item.limitTo(time, () -> late(item)));
        item.down().onComplete(down -> ended(index, down));
    }

    private void late(ItemTask<I, T> item) {
        if (options.onTimeout() == OnTimeout.EXIT) {
            fail(new TimeoutException(item.lateness()));
        } else {
            item.kill().onFailure(this::fail);
        }
    }

    private void ended(long index, AsyncResult<TaskOutcome<T>> down) {
        ItemTask<I, T> item = inWork.remove(index);
        if (over || item == null) {
            return;
        }
        item.cancelLimit();
        if (down.succeeded()) {
            finished.put(options.ordered() ? index : ended, item.item(down.result()));
            ended++;
            proceed();
        } else {
            fail(down.cause());
        }
    }

    private void fail(Throwable cause) {
        if (!over) {
            stop();
            closed.future().onComplete(v -> context.runOnContext(now -> tell(cause)));
        }
    }

    private void tell(Throwable cause) {
        Handler<Throwable> reader = exceptionHandler;
        if (reader != null) {
            reader.handle(cause);
        } else {
            throw cause instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException("a stream of tasks failed: " + cause.getMessage(), cause);
        }
    }

    private void stop() {
        if (over) {
            return;
        }
        over = true;
        finished.clear();
        List<Future<?>> stops = new ArrayList<>();
        inWork.values().forEach(item -> stops.add(item.stop()));
        Future.join(stops).onComplete(down -> closed.complete());
    }
}
