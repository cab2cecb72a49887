package io.coppice.supervision;

import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What others call a worker by, over all its restarts.
 *
 * @param <W> one incarnation of it
 */
final class WorkerName<W extends CalledWorker> {

    /** So many calls may wait. */
    static final int MOST_WAITING = 10_000;

    private final Vertx vertx;
    private final String kind;
    private final String id;
    /** Its incarnation that runs. */
    private volatile @Nullable W current;

    /**
     * The name of a worker that does not run yet.
     *
     * @param kind such as {@code agent}, for people
     */
    WorkerName(Vertx vertx, String kind, String id) {
        this.vertx = vertx;
        this.kind = kind;
        this.id = id;
    }

    /** A permanent child; it starts as often as its supervisor wants, but runs once at a time. */
    ChildSpec spec(String description, Supplier<W> incarnation) {
        return ChildSpec.of(id, VerticleStart.of(description + " " + id, () -> {
            W worker = incarnation.get();
            worker.named(toString(), () -> become(worker));
            return worker;
        }));
    }

    private void become(W worker) {
        W before = current;
        if (before != null && !before.isOver()) {
            throw new IllegalStateException("the " + this + " runs already");
        }
        current = worker;
    }

    /** Has a turn of the worker answer a promise, within a time. */
    <T extends @Nullable Object> Future<T> call(Duration timeout, BiConsumer<W, Promise<T>> turn) {
        return limited(call(turn), timeout);
    }

    /** Has a turn of the worker answer a promise, whenever that is. */
    <T extends @Nullable Object> Future<T> call(BiConsumer<W, Promise<T>> turn) {
        W worker = current;
        if (worker == null || worker.isOver()) {
            return Future.failedFuture(notRunning());
        }
        Promise<T> answer = VertxInternals.promiseOnContext(vertx);
        worker.call(answer, () -> turn.accept(worker, answer));
        return answer.future();
    }

    Future<ExitReason> stop(ExitReason reason, Duration timeout) {
        Optional<Child> child = Optional.ofNullable(current).map(CalledWorker::child);
        if (child.isEmpty() || child.get().ended().isComplete()) {
            return Future.failedFuture(notRunning());
        }
        Monitor monitor = child.get().monitor();
        child.get().exit(reason);
        return limited(monitor.down(), timeout).onFailure(late -> monitor.demonitor());
    }

    private SupervisionException notRunning() {
        return new SupervisionException(Refusal.NOT_FOUND, "the " + this + " does not run", null);
    }

    private static <T extends @Nullable Object> Future<T> limited(Future<T> future, Duration timeout) {
        return future.isComplete() ? future : future.timeout(Timers.millis(timeout), TimeUnit.MILLISECONDS);
    }

    /** {@code agent hits} */
    @Override
    public String toString() {
        return kind + " " + id;
    }
}
