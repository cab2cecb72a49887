package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A verticle that writes to a database, what waits in one group.
 *
 * <p>It receives on an event loop and commits on a worker thread, so that what arrives during a commit gathers for the next.
 * Requests are done in the order in which they came, and answered after their commit.
 *
 * <p>A component says how to open the connection, what a request means, and how a group is written:
 *
 * <pre>{@code
 * public final class Writer extends WriterVerticle<SqliteSession, Item> {
 *     protected String address() { return "shop.database.writer"; }
 *     protected Opener<SqliteSession> opener() { return ...; }
 *     protected Item parse(JsonObject request) { return ...; }
 *     protected List<Outcome> write(SqliteSession session, List<Item> group) throws DatabaseException { return ...; }
 * }
 * }</pre>
 *
 * @param <C> a connection, used by one thread at a time
 * @param <E> what is written for one request
 */
public abstract class WriterVerticle<C extends AutoCloseable, E> extends VerticleBase {

    /** Far more than the connections of a web server. */
    private static final int MOST_WAITING = 10_000;

    private static final int LARGEST_GROUP = 1_000;

    /** What a slow disk takes in a second; or one request. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(WriterVerticle.class);

    private record Request<E>(Message<JsonObject> message, E entry) {}

    private final GroupCommit<Request<E>> commits =
            new GroupCommit<>(MOST_WAITING, LARGEST_GROUP, MOST_BYTES, request -> size(request.entry()));
    private @Nullable C connection;
    private boolean failing;

    /** Where it is reached on this node; called when it starts, so that it may depend on the configuration. */
    protected abstract String address();

    /**
     * How to open the connection; called when it starts.
     *
     * @throws IllegalArgumentException saying what is wrong with the configuration
     */
    protected abstract Opener<C> opener();

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    protected abstract E parse(JsonObject request);

    /** How many bytes it writes or reads, about; where some are so large that a group of them would keep others waiting. */
    protected int size(E entry) {
        return 0;
    }

    /**
     * Writes a group in one transaction; called on a worker thread, where it may block.
     *
     * @return the outcome of each, in the order of the group
     * @throws DatabaseException if none was written, or the outcome is not known
     */
    protected abstract List<Outcome> write(C opened, List<E> group) throws DatabaseException;

    @Override
    public final Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        Opener<C> opener = opener();
        return vertx.executeBlocking(opener::open).onSuccess(opened -> {
            if (self.ended().isComplete()) {
                // Killed meanwhile: nobody stops it any more, and the next one has its address.
                closeBlocking(opened);
                return;
            }
            connection = opened;
            // One that is killed is not asked to stop.
            self.ended().onComplete(ended -> context.runOnContext(v -> end()));
            Service.serve(vertx, address(), message -> receive(message, opened, self));
        });
    }

    private void receive(Message<JsonObject> message, C opened, Child self) {
        if (!self.isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the writer has ended");
            return;
        }
        E entry;
        try {
            entry = parse(message.body());
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(e.getMessage()));
            return;
        }
        if (!commits.offer(new Request<>(message, entry))) {
            Failure.OVERLOADED.reply(message, MOST_WAITING + " entries wait to be written already");
        }
        commit(opened);
    }

    private void commit(C opened) {
        List<Request<E>> group = commits.begin();
        if (group.isEmpty()) {
            return;
        }
        List<E> entries = group.stream().map(Request::entry).toList();
        vertx.executeBlocking(() -> write(opened, entries)).onComplete(written -> {
            commits.end();
            if (written.succeeded()) {
                answer(group, written.result());
            } else {
                notWritten(group, written.cause());
            }
            commit(opened);
        });
    }

    private void answer(List<Request<E>> group, List<Outcome> outcomes) {
        if (failing) {
            failing = false;
            LOG.info("{}: entries are written again", address());
        }
        for (int i = 0; i < group.size(); i++) {
            outcomes.get(i).answer(group.get(i).message());
        }
    }

    private void notWritten(List<Request<E>> group, Throwable cause) {
        if (!(cause instanceof DatabaseException known)) {
            fail(group, Failure.UNKNOWN_OUTCOME, "the writer crashed: " + cause);
            throw new IllegalStateException("a commit failed", cause);
        }
        if (!failing) {
            // Once: a full disk refuses thousands of entries a second, and the log is often on that disk.
            failing = true;
            LOG.warn("{}: entries are not written, and their senders are told, until this is over", address(), cause);
        }
        fail(group, known.failure(), String.valueOf(cause.getMessage()));
    }

    private void fail(List<Request<E>> group, Failure failure, String why) {
        group.forEach(request -> failure.reply(request.message(), why));
    }

    @Override
    public final Future<?> stop() {
        return end();
    }

    private Future<?> end() {
        fail(commits.abandon(), Failure.UNAVAILABLE, "the writer has ended");
        C opened = connection;
        if (opened == null) {
            return Future.succeededFuture();
        }
        connection = null;
        // Behind the commit that is under way.
        return closeBlocking(opened);
    }

    private Future<?> closeBlocking(C opened) {
        return vertx.executeBlocking(() -> {
            opened.close();
            return opened;
        });
    }
}
