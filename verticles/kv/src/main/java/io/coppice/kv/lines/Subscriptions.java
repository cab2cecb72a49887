package io.coppice.kv.lines;

import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Change;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Outbox;
import io.coppice.kv.store.Subscriber;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Request;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The buckets to which one client has subscribed, and the events that it is still to be told, each a line. */
final class Subscriptions {

    static final int MOST = 1_024;

    private static final byte[] TOO_MANY =
            LineCommand.error("a connection has at most " + MOST + " subscriptions; open another for more");
    private static final byte[] CREATED = Request.ascii(" CREATED\r\n");
    private static final byte[] EXITED = Request.ascii(" EXITED\r\n");
    private static final byte[] SET_TO = Request.ascii(" SET TO ");
    private static final byte[] DELETED = Request.ascii(" DELETED\r\n");
    private static final byte[] LINE_END = Request.ascii("\r\n");

    private final Events events;
    private final Budget budget;
    private final Set<Bytes> buckets = new HashSet<>();
    private long bytes;
    private Runnable wake = () -> {};
    /** Null until there is a subscription: most clients have none. */
    private @Nullable Outbox<Change> outbox;

    private boolean closed;

    Subscriptions(Events events, Budget budget) {
        this.events = events;
        this.budget = budget;
    }

    void opened(Runnable waker) {
        wake = waker;
    }

    /** How many bytes the names have. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return buckets.isEmpty();
    }

    /** The answer. A bucket that does not exist may be subscribed to: it is the name that is. */
    Future<byte[]> subscribe(Bytes bucket) {
        if (buckets.contains(bucket)) {
            return Future.succeededFuture(LineCommand.OK);
        }
        if (buckets.size() >= MOST) {
            return Future.succeededFuture(TOO_MANY);
        }
        // First the other nodes are asked, so that the answer comes before the first event.
        Subscriber<Change> first = event -> {};
        events.changes().subscribe(bucket, first);
        return events.reached().map(v -> {
            if (!closed) {
                buckets.add(bucket);
                bytes += bucket.length();
                events.changes().subscribe(bucket, subscriber());
            }
            events.changes().unsubscribe(bucket, first);
            return LineCommand.OK;
        });
    }

    private Outbox<Change> subscriber() {
        Outbox<Change> made = outbox;
        if (made == null) {
            made = new Outbox<>(Change::size, wake, budget);
            outbox = made;
        }
        return made;
    }

    /** The answer, after which the client is told nothing more of the bucket. */
    byte[] unsubscribe(Bytes bucket) {
        if (buckets.remove(bucket)) {
            bytes -= bucket.length();
            events.changes().unsubscribe(bucket, subscriber());
        }
        return LineCommand.OK;
    }

    void close() {
        closed = true;
        for (Bytes bucket : buckets) {
            events.changes().unsubscribe(bucket, subscriber());
        }
        buckets.clear();
        if (outbox != null) {
            outbox.close();
        }
    }

    void push(Output part, int size) {
        Outbox<Change> waiting = outbox;
        if (waiting == null) {
            return;
        }
        while (part.length() < size) {
            Change change = waiting.poll();
            if (change != null) {
                write(change, part);
                continue;
            }
            long lost = waiting.takeLost();
            if (lost == 0) {
                return;
            }
            part.append(LineCommand.error(lost + (lost == 1 ? " event lost" : " events lost")));
        }
    }

    private void write(Change change, Output out) {
        if (!buckets.contains(change.bucket())) {
            // Unsubscribed from since.
            return;
        }
        switch (change.kind()) {
            case CREATED -> {
                Words.append(out, change.bucket().toArray());
                out.append(CREATED);
            }
            case EXITED -> {
                Words.append(out, change.bucket().toArray());
                out.append(EXITED);
            }
            case SET -> {
                Words.append(out, change.key());
                out.append(SET_TO);
                Words.append(out, change.value());
                out.append(LINE_END);
            }
            case DELETED -> {
                Words.append(out, change.key());
                out.append(DELETED);
            }
        }
    }
}
