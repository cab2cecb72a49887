package io.coppice.supervision;

import io.coppice.supervision.runtime.Ends;
import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Locks by key for work that ends with a future: one at a time under a key, the others wait in their order. */
final class KeyLocks<K> {

    private final Vertx vertx;
    /** The first of each has the lock; none is empty. A queue is used within the table's own lock of its key. */
    private final ConcurrentMap<K, Queue<Turn<?>>> queues = new ConcurrentHashMap<>();

    KeyLocks(Vertx vertx) {
        this.vertx = vertx;
    }

    /** How many keys are locked. */
    int size() {
        return queues.size();
    }

    <T extends @Nullable Object> Future<T> lock(K key, Supplier<Future<T>> work) {
        Turn<T> turn = new Turn<>(key, work);
        boolean[] isFirst = new boolean[1];
        boolean[] isQueued = new boolean[1];
        queues.compute(key, (k, present) -> {
            Queue<Turn<?>> turns = present == null ? new ArrayDeque<>(2) : present;
            isFirst[0] = turns.isEmpty();
            isQueued[0] = turns.size() <= Registry.MOST_WAITING && turns.add(turn);
            return turns;
        });
        if (!isQueued[0]) {
            return Future.failedFuture(new SupervisionException(
                    Refusal.OVERLOADED, Registry.MOST_WAITING + " wait for the lock of " + key + " already", null));
        }
        turn.leaveWithItsOwner();
        if (isFirst[0]) {
            beginFrom(turn);
        }
        return turn.answer.future();
    }

    /** Gives the lock to this one, or to the first behind it whose context is still there. */
    private void beginFrom(@Nullable Turn<?> first) {
        Turn<?> turn = first;
        while (turn != null && !turn.begin()) {
            turn = turn.giveUp();
        }
    }

    /** One who has the lock or waits for it. */
    private final class Turn<T extends @Nullable Object> {
        final K key;
        final Supplier<Future<T>> work;
        final Context context = vertx.getOrCreateContext();
        final Promise<T> answer = VertxInternals.promiseOnContext(vertx);
        final AtomicBoolean hasLeft = new AtomicBoolean();
        volatile Runnable noLongerWatched = () -> {};

        Turn(K key, Supplier<Future<T>> work) {
            this.key = key;
            this.work = work;
        }

        void leaveWithItsOwner() {
            Supervision.of(vertx).self().ifPresent(owner -> {
                noLongerWatched = Ends.listen(owner, end -> leave(Future.failedFuture(ended(owner, end))));
                if (hasLeft.get()) {
                    noLongerWatched.run();
                }
            });
        }

        private SupervisionException ended(Child owner, ExitReason reason) {
            String why =
                    owner.path() + " ended (" + reason + ") before its work under the lock of " + key + " was done";
            return new SupervisionException(Refusal.SHUTTING_DOWN, why, null);
        }

        /** Queues its work on its own context, where it has the lock now; false where nothing runs any more. */
        boolean begin() {
            try {
                context.runOnContext(v -> run());
                return true;
            } catch (RejectedExecutionException closed) {
                return false;
            }
        }

        private void run() {
            if (!hasLeft.get()) {
                done().onComplete(done -> leave(
                        done.succeeded() ? Future.succeededFuture(done.result()) : Future.failedFuture(done.cause())));
            }
        }

        private Future<T> done() {
            try {
                Future<T> done = work.get();
                return done == null
                        ? Future.failedFuture(
                                new IllegalStateException("the work under the lock returned null, not a Future"))
                        : done;
            } catch (Throwable thrown) {
                return Future.failedFuture(thrown);
            }
        }

        /** Gives the lock on, or does not want it any more; the answer comes after. */
        private void leave(Future<T> result) {
            if (hasLeft.compareAndSet(false, true)) {
                beginFrom(takeOut());
                VertxInternals.tell(answer, result);
            }
        }

        /** As {@link #leave}, where its context is closed: who has the lock then. */
        @Nullable
        Turn<?> giveUp() {
            if (!hasLeft.compareAndSet(false, true)) {
                return null;
            }
            Turn<?> next = takeOut();
            SupervisionException why = new SupervisionException(Refusal.SHUTTING_DOWN, "its context is closed", null);
            VertxInternals.tell(answer, Future.failedFuture(why));
            return next;
        }

        /** Who has the lock now because of that; null where nobody has, or this one had not. */
        private @Nullable Turn<?> takeOut() {
            noLongerWatched.run();
            List<Turn<?>> next = new ArrayList<>(1);
            queues.computeIfPresent(key, (k, turns) -> {
                boolean hadIt = turns.peek() == this;
                turns.remove(this);
                if (hadIt && !turns.isEmpty()) {
                    next.add(turns.element());
                }
                return turns.isEmpty() ? null : turns;
            });
            return next.isEmpty() ? null : next.get(0);
        }
    }
}
