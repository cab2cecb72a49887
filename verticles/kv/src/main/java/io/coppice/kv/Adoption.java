package io.coppice.kv;

import io.coppice.kv.replica.Replicas;
import io.coppice.kv.store.Bucket;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives buckets that are in the table without a verticle theirs, a few at a time: they take turns meanwhile. */
final class Adoption implements Replicas.Keeper {

    private static final int AT_A_TIME = 32;

    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

    private final Function<Bucket, Future<?>> start;
    private final Executor context;
    private final Queue<Bucket> waiting = new ArrayDeque<>();
    private int starting;
    private boolean stopped;

    /**
     * Without any yet.
     *
     * @param start gives a bucket its verticle
     * @param context runs all that is done here, one after the other
     */
    Adoption(Function<Bucket, Future<?>> start, Executor context) {
        this.start = start;
        this.context = context;
    }

    @Override
    public void come(List<Bucket> buckets) {
        context.execute(() -> {
            waiting.addAll(buckets);
            startNext();
        });
    }

    /** On the context: whoever comes next finds those that have none. */
    void stop() {
        stopped = true;
        waiting.clear();
    }

    private void startNext() {
        while (starting < AT_A_TIME && !waiting.isEmpty() && !stopped) {
            Bucket bucket = waiting.remove();
            if (bucket.isOpen()) {
                starting++;
                Future.succeededFuture()
                        .compose(v -> start.apply(bucket))
                        .onComplete(started -> context.execute(() -> ended(bucket, started.cause())));
            }
        }
    }

    private void ended(Bucket bucket, @Nullable Throwable failure) {
        starting--;
        if (failure != null && bucket.isOpen() && !stopped) {
            LOG.error("bucket {} has no verticle", bucket.name(), failure);
        } else if (failure != null) {
            // It has left meanwhile, and maybe come back as another, or the node stops.
            LOG.debug("bucket {} needs no verticle", bucket.name(), failure);
        }
        startNext();
    }
}
