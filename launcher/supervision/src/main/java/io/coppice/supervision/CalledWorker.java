package io.coppice.supervision;

import io.coppice.supervision.runtime.Ends;
import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One incarnation of a {@link WorkerName}, and the calls that wait for it: bounded, and failed at once when it ends. */
abstract class CalledWorker extends VerticleBase {

    private String name = "";
    private Runnable started = () -> {};
    private final Set<Promise<?>> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private volatile boolean over;
    private volatile @Nullable Child child;

    /**
     * Before it starts.
     *
     * @param whenStarts called on its context; what it throws fails the start
     */
    void named(String value, Runnable whenStarts) {
        name = value;
        started = whenStarts;
    }

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow();
        child = self;
        started.run();
        Ends.listen(self, this::end);
        return Future.succeededFuture();
    }

    String name() {
        return name;
    }

    @Nullable
    Child child() {
        return child;
    }

    boolean isOver() {
        return over;
    }

    /** From here on it is ending: no call has its turn any more. */
    void over() {
        over = true;
    }

    /** Whoever waits learns of the end at once; called on the thread of the supervisors. */
    void end(ExitReason reason) {
        over = true;
        waiting.forEach(answer -> ended(answer, reason.toString()));
    }

    private void ended(Promise<?> answer, String why) {
        fail(answer, new SupervisionException(Refusal.SHUTTING_DOWN, "the " + name + " has ended: " + why, null));
    }

    /** Has the turn run on its own context, in order of arrival; each turn sees to it that its call is answered. */
    void call(Promise<?> answer, Runnable turn) {
        if (waitingCount.incrementAndGet() > WorkerName.MOST_WAITING) {
            waitingCount.decrementAndGet();
            String full = WorkerName.MOST_WAITING + " calls of the " + name + " wait already";
            answer.fail(new SupervisionException(Refusal.OVERLOADED, full, null));
            return;
        }
        waiting.add(answer);
        try {
            context.runOnContext(v -> turn(answer, turn));
        } catch (RejectedExecutionException closed) {
            over = true;
        }
        if (over) {
            ended(answer, "it does not run any more");
        }
    }

    private void turn(Promise<?> answer, Runnable turn) {
        if (over) {
            ended(answer, "it does not run any more");
        } else {
            turn.run();
        }
    }

    <T extends @Nullable Object> void answer(Promise<T> answer, T result) {
        if (noLongerWaits(answer)) {
            VertxInternals.tell(answer, Future.succeededFuture(result));
        }
    }

    void fail(Promise<?> answer, Throwable cause) {
        if (noLongerWaits(answer)) {
            VertxInternals.tell(answer, Future.failedFuture(cause));
        }
    }

    private boolean noLongerWaits(Promise<?> answer) {
        boolean waited = waiting.remove(answer);
        if (waited) {
            waitingCount.decrementAndGet();
        }
        return waited;
    }
}
