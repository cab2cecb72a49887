package io.coppice.supervision.runtime;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The turns of those requests over the event bus to one supervisor that take long; used on its context.
 *
 * <p>One is handled at a time, in order, and between two of them all have their turns that wait: supervisors share one
 * thread, and a crowd of requests for a list of thousands of children would hold up every restart. Other requests to the same
 * supervisor may be handled earlier, so that what these see may be newer. How many wait is up to who gives them.
 */
final class Turns {

    private final SupervisorRuntime owner;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean othersHaveTheirs;

    Turns(SupervisorRuntime owner) {
        this.owner = owner;
    }

    /** Handles a request in its turn; what it throws fails its answer. */
    <T> Future<T> take(Supplier<Future<T>> request) {
        Promise<T> answer = Promise.promise();
        Runnable turn =
                () -> Future.succeededFuture().compose(now -> request.get()).onComplete(answer);
        if (othersHaveTheirs) {
            waiting.add(turn);
        } else {
            run(turn);
        }
        return answer.future();
    }

    private void run(Runnable turn) {
        othersHaveTheirs = true;
        turn.run();
        owner.post(this::next);
    }

    private void next() {
        Runnable turn = waiting.poll();
        if (turn == null) {
            othersHaveTheirs = false;
        } else {
            run(turn);
        }
    }
}
