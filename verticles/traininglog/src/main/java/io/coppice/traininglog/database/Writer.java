package io.coppice.traininglog.database;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.traininglog.bus.Failure;
import io.coppice.traininglog.bus.Service;
import io.coppice.traininglog.config.ComponentConfig;
import io.coppice.traininglog.training.EntryForm;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one verticle that writes to the database.
 *
 * <p>It receives on an event loop and commits on a worker thread, so that what arrives during a commit gathers for the next.
 *
 * <p>Configuration: {@code database}, the name of the file; by default {@code traininglog.db} in the node's data folder.
 */
public final class Writer extends VerticleBase {

    /** Its address. */
    public static final String ADDRESS = "traininglog.database.writer";

    /** Far more than the connections of the web server. */
    private static final int MOST_WAITING = 10_000;

    private static final int LARGEST_GROUP = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private record Request(Message<JsonObject> message, NumberedEntry entry) {}

    private final GroupCommit<Request> commits = new GroupCommit<>(MOST_WAITING, LARGEST_GROUP);
    private @Nullable TrainingLog log;
    private boolean failing;

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        DatabaseSettings database = DatabaseSettings.of(new ComponentConfig(config(), List.of(DatabaseSettings.KEY)));
        return vertx.executeBlocking(() -> {
                    NativeLibrary.load(database.nativeFolder());
                    return SqliteTrainingLog.writer(database.file());
                })
                .onSuccess(opened -> {
                    if (self.ended().isComplete()) {
                        // Killed meanwhile: nobody stops it any more, and the next one has its address.
                        closeBlocking(opened);
                        return;
                    }
                    log = opened;
                    Service.serve(vertx, ADDRESS, message -> receive(message, opened, self));
                });
    }

    private void receive(Message<JsonObject> message, TrainingLog opened, Child self) {
        if (!self.isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the writer has ended");
            return;
        }
        NumberedEntry entry;
        try {
            entry = entry(message.body());
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(e.getMessage()));
            return;
        }
        if (!commits.offer(new Request(message, entry))) {
            Failure.OVERLOADED.reply(message, MOST_WAITING + " entries wait to be written already");
        }
        commit(opened);
    }

    private static NumberedEntry entry(JsonObject body) {
        if (!"record".equals(body.getString("action"))) {
            throw new IllegalArgumentException("\"action\" must be record");
        }
        Long number = body.getLong("number");
        if (number == null || number < 1) {
            throw new IllegalArgumentException("\"number\" must be a whole number from 1");
        }
        EntryForm form = new EntryForm();
        body.forEach(field -> form.add(field.getKey(), String.valueOf(field.getValue())));
        return new NumberedEntry(new UserName(Service.text(body, "username")), number, form.entry());
    }

    private void commit(TrainingLog opened) {
        List<Request> group = commits.begin();
        if (group.isEmpty()) {
            return;
        }
        List<NumberedEntry> entries = group.stream().map(Request::entry).toList();
        vertx.executeBlocking(() -> opened.record(entries)).onComplete(recorded -> {
            commits.end();
            if (recorded.succeeded()) {
                kept(group, recorded.result());
            } else {
                notKept(group, recorded.cause());
            }
            commit(opened);
        });
    }

    private void kept(List<Request> group, BitSet refused) {
        if (failing) {
            failing = false;
            LOG.info("entries are written again");
        }
        for (int i = 0; i < group.size(); i++) {
            Request request = group.get(i);
            if (refused.get(i)) {
                Failure.NUMBER_TAKEN.reply(
                        request.message(), "entry " + request.entry().number() + " exists already");
            } else {
                request.message().reply(new JsonObject());
            }
        }
    }

    private void notKept(List<Request> group, Throwable cause) {
        if (!(cause instanceof TrainingLogException known)) {
            fail(group, Failure.UNKNOWN_OUTCOME, "the writer crashed: " + cause);
            throw new IllegalStateException("a commit failed", cause);
        }
        if (!failing) {
            // Once: a full disk refuses thousands of entries a second, and the log is often on that disk.
            failing = true;
            LOG.warn("entries are not written, and their senders are told, until this is over", cause);
        }
        fail(group, known.failure(), String.valueOf(cause.getMessage()));
    }

    private static void fail(List<Request> group, Failure failure, String why) {
        group.forEach(request -> failure.reply(request.message(), why));
    }

    @Override
    public Future<?> stop() {
        fail(commits.abandon(), Failure.UNAVAILABLE, "the writer has ended");
        TrainingLog opened = log;
        if (opened == null) {
            return Future.succeededFuture();
        }
        // Behind the commit that is under way.
        return closeBlocking(opened);
    }

    private Future<?> closeBlocking(TrainingLog opened) {
        return vertx.executeBlocking(() -> {
            opened.close();
            return opened;
        });
    }
}
