package io.coppice.kv.resp;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Consumer;

/** A visit to all buckets, some at a time, so that others of this event loop have their turns in between. */
final class TableWalk {

    /** About a millisecond's work. */
    private static final int AT_A_TIME = 1_000;

    private final Context context = Objects.requireNonNull(Vertx.currentContext());
    private final Promise<Void> over = Promise.promise();
    private final BucketTable table;
    private final Consumer<Bucket> visitor;

    private TableWalk(BucketTable table, Consumer<Bucket> visitor) {
        this.table = table;
        this.visitor = visitor;
    }

    /**
     * Visits each bucket that is there from now until the end, on the current context.
     *
     * @return failed with what the visitor throws
     */
    static Future<Void> through(BucketTable table, Consumer<Bucket> visitor) {
        TableWalk walk = new TableWalk(table, visitor);
        walk.goOnFrom(0);
        return walk.over.future();
    }

    private void goOnFrom(int cursor) {
        int next;
        try {
            next = table.scan(cursor, AT_A_TIME, visitor);
        } catch (RuntimeException e) {
            over.fail(e);
            return;
        }
        if (next == 0) {
            over.complete();
        } else {
            context.runOnContext(v -> goOnFrom(next));
        }
    }
}
