package io.coppice.kv;

import io.coppice.kv.bus.BusServer;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Turn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Something that is done in a bucket's turn, and behind which a verticle goes on. */
final class AwaitedTurn implements Turn {

    private final Executor afterwards;
    private final Runnable task;
    private final Promise<Boolean> over = Promise.promise();
    private boolean isRefused;
    private @Nullable Boolean isUnknown;

    private AwaitedTurn(Executor afterwards, Runnable task) {
        this.afterwards = afterwards;
        this.task = task;
    }

    /**
     * Has it done.
     *
     * @param afterwards runs what is behind the turn, where that is not over at once
     * @return false where the bucket takes no turns any more; failed as {@link BusServer#unsettled}
     */
    static Future<Boolean> take(Bucket bucket, Executor afterwards, Runnable task) {
        AwaitedTurn turn = new AwaitedTurn(afterwards, task);
        if (bucket.offer(turn)) {
            turn.end();
        }
        return turn.over.future();
    }

    @Override
    public void take() {
        task.run();
    }

    @Override
    public void taken() {
        afterwards.execute(this::end);
    }

    private void end() {
        Boolean unsettled = isUnknown;
        if (unsettled == null) {
            over.complete(!isRefused);
        } else {
            over.fail(BusServer.unsettled(unsettled));
        }
    }

    @Override
    public void unsettled(boolean unknown) {
        isUnknown = unknown;
    }

    @Override
    public void refused(boolean crashed) {
        isRefused = true;
    }
}
