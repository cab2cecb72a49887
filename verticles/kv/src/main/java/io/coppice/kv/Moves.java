package io.coppice.kv;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.route.Placement;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the buckets whose names belong to another node from now on: they are dropped, and their subscribers are
 * told that they have exited.
 *
 * <p>Nobody would find them any more, and the new node may have others of these names by now. What is to outlive a move has to be
 * kept where more than one node has it.
 */
final class Moves {

    private static final int AT_A_TIME = 200;
    /** What was being created when it moved is there by then. */
    private static final long AGAIN_AFTER_MS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

    private final Vertx vertx;
    private final Context context;
    private final BucketTable table;
    private final BucketNames names;
    private Placement current;
    private boolean looking;
    private boolean again;
    private long dropped;

    Moves(Vertx vertx, Context context, Placement current) {
        this.vertx = vertx;
        this.context = context;
        this.current = current;
        this.table = BucketTable.of(vertx);
        this.names = new BucketNames(vertx);
    }

    /** From any thread: it is so from now on. A table moves nothing, and what was made here in another way may stay. */
    void look(Placement placement) {
        context.runOnContext(v -> {
            current = placement;
            if (placement.table() == null && !placement.isAllHere()) {
                look();
                vertx.setTimer(AGAIN_AFTER_MS, id -> look());
            }
        });
    }

    private void look() {
        again = true;
        if (!looking && table.size() > 0) {
            looking = true;
            again = false;
            lookFrom(0);
        }
    }

    private void lookFrom(int cursor) {
        List<String> moved = new ArrayList<>();
        int next = table.scan(cursor, AT_A_TIME, bucket -> {
            if (hasMoved(bucket)) {
                moved.add(bucket.name());
            }
        });
        List<Future<Boolean>> gone = moved.stream().map(names::drop).toList();
        Future.join(gone)
                .onComplete(done -> context.runOnContext(v -> {
                    dropped += moved.size();
                    if (done.failed()) {
                        LOG.warn(
                                "a bucket that has moved was not dropped: {}",
                                done.cause().getMessage());
                    }
                    if (next != 0) {
                        lookFrom(next);
                    } else {
                        end();
                    }
                }));
    }

    private void end() {
        if (dropped > 0) {
            LOG.info("{} buckets were dropped whose names belong to another node now", dropped);
            dropped = 0;
        }
        looking = false;
        if (again) {
            look();
        }
    }

    private boolean hasMoved(Bucket bucket) {
        if (bucket.journal() != null) {
            // It moves with what is kept of it.
            return false;
        }
        String node = current.nodeOf(bucket.nameBytes());
        // While nobody owns it, it may still come back.
        return node != null && !node.equals(current.self());
    }
}
