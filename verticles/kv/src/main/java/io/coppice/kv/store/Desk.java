package io.coppice.kv.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What is done to the state of a verticle, one thing at a time: as to a bucket, by whoever finds nobody busy with it, on the
 * own thread of that.
 */
public final class Desk extends Mailbox {

    private final Executor home;
    private final Consumer<Throwable> crashed;

    /**
     * One where nobody is.
     *
     * @param home the verticle's own thread, which takes on what is left when somebody has done very much for others
     * @param crashed is told, on whatever thread, of what a task has thrown
     */
    public Desk(Executor home, Consumer<Throwable> crashed) {
        this.home = home;
        this.crashed = crashed;
    }

    /** Has a task done: by the time that this returns, unless somebody is busy here. */
    public void take(Runnable task) {
        offer(new Task(task));
    }

    /** Has a task done on the verticle's own thread. */
    public void later(Runnable task) {
        home.execute(() -> take(task));
    }

    /** The same result, in a turn. */
    public <T> Future<T> inTurn(Future<T> future) {
        Promise<T> here = Promise.promise();
        future.onComplete(done -> take(() -> here.handle(done)));
        return here.future();
    }

    @Override
    boolean carryOut(Turn turn) {
        try {
            turn.take();
        } catch (Throwable cause) {
            crashed.accept(cause);
        }
        return true;
    }

    @Override
    void execute(Runnable task) {
        home.execute(task);
    }

    /** It is never refused. */
    private record Task(Runnable code) implements Turn {
        @Override
        public void take() {
            code.run();
        }

        @Override
        public void taken() {}

        @Override
        public void refused(boolean crashed) {}

        @Override
        public void unsettled(boolean isUnknown) {}
    }
}
