package io.coppice.kv;

import io.coppice.kv.bus.BusServer;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Turn;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** Something that is done in a bucket's turn, and behind which a verticle goes on. */
final class AwaitedTurn implements Turn {

    private final Context context;
    private final Runnable task;
    private final Promise<Boolean> over = Promise.promise();
    private boolean isRefused;
    private @Nullable Boolean isUnknown;

    private AwaitedTurn(Context context, Runnable task) {
        this.context = context;
        this.task = task;
    }

    /**
     * Has it done.
     *
     * @return on the context; false where the bucket takes no turns any more; failed as {@link BusServer#unsettled}
     */
    static Future<Boolean> take(Bucket bucket, Context context, Runnable task) {
        AwaitedTurn turn = new AwaitedTurn(context, task);
        if (bucket.offer(turn)) {
            turn.taken();
        }
        return turn.over.future();
    }

    @Override
    public void take() {
        task.run();
    }

    @Override
    public void taken() {
        context.runOnContext(v -> end());
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
