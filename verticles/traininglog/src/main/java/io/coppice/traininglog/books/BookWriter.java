package io.coppice.traininglog.books;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.traininglog.database.StoredBooks;
import io.coppice.traininglog.database.Writer;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds entries to one book: first to the database, then to the page, then the answer.
 *
 * <p>Many may be on their way to the database at a time, each with the next number. When the fate of one is not known, or a number
 * was taken, the page may lag behind the database: then new entries wait until all others are settled and the book was read
 * again. It runs on the context of its server.
 */
final class BookWriter {

    /** Longer than SQLite waits for a lock. */
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(6);

    private static final int MOST_WAITING = 1_000;
    /** Of two nodes that write to one book one is refused at a time; more often than this it is no accident. */
    static final int MOST_TRIES = 10;

    private static final long PAUSE_MILLIS = 100;

    private record Post(Message<JsonObject> message, TrainingEntry entry, int tries) {}

    private final Vertx vertx;
    private final UserName user;
    private final int mostLogs;
    private final LoadedBook loaded;
    private final StoredBooks stored;
    private final Requests requests;
    private final Map<Long, Post> underWay = new HashMap<>();
    private final Deque<Post> waiting = new ArrayDeque<>();

    /** Written, and not on the page before it is read again; no more than were under way, as new ones wait meanwhile. */
    private final List<Post> overtaken = new ArrayList<>();

    private long given;
    private long shown;
    private boolean doubtful;

    BookWriter(
            Vertx vertx,
            UserName user,
            int mostLogs,
            LoadedBook loaded,
            long last,
            StoredBooks stored,
            Requests requests) {
        this.vertx = vertx;
        this.user = user;
        this.mostLogs = mostLogs;
        this.loaded = loaded;
        this.stored = stored;
        this.requests = requests;
        this.given = last;
        this.shown = last;
    }

    /** Whether nothing is on its way. */
    boolean isQuiet() {
        return underWay.isEmpty() && waiting.isEmpty() && overtaken.isEmpty();
    }

    void record(Message<JsonObject> message, TrainingEntry entry) {
        Post post = new Post(message, entry, 1);
        if (loaded.book().count() + underWay.size() + waiting.size() + overtaken.size() >= mostLogs) {
            refuseFull(post);
        } else if (!doubtful) {
            write(post);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(post);
        } else {
            Failure.OVERLOADED.reply(message, MOST_WAITING + " entries of " + user + " wait already");
        }
    }

    private void refuseFull(Post post) {
        Failure.FULL.reply(post.message(), "the training log book of " + user + " is full: it has " + mostLogs);
    }

    private void write(Post post) {
        long number = ++given;
        underWay.put(number, post);
        JsonObject request = new JsonObject()
                .put("action", "record")
                .put("username", user.value())
                .put("number", number)
                .put("movement_name", post.entry().movement().word())
                .put("rep", post.entry().rep())
                .put("weight", post.entry().weight());
        requests.repeat(Failure::isUndone, () -> requests.send(Writer.ADDRESS, request, WRITE_LIMIT))
                .onComplete(written -> settle(post, number, written));
    }

    private void settle(Post post, long number, AsyncResult<JsonObject> written) {
        if (underWay.remove(number) == null) {
            return;
        }
        Optional<Failure> failure = Failure.of(written.cause());
        if (written.succeeded()) {
            show(post, number);
        } else if (failure.isPresent() && failure.get() == Failure.TAKEN) {
            doubtful = true;
            if (post.tries() >= MOST_TRIES) {
                Failure.TAKEN.reply(post.message(), "somebody else writes to the book of " + user);
            } else {
                waiting.add(new Post(post.message(), post.entry(), post.tries() + 1));
            }
        } else if (failure.isPresent() && failure.get() != Failure.UNKNOWN_OUTCOME) {
            failure.get().reply(post.message(), String.valueOf(written.cause().getMessage()));
        } else if (Failure.isUndone(written.cause())) {
            Failure.UNAVAILABLE.reply(post.message(), "the database's writer is being restarted");
        } else {
            doubtful = true;
            Failure.UNKNOWN_OUTCOME.reply(
                    post.message(), "the database's writer did not answer, look before you post it again");
        }
        if (doubtful && underWay.isEmpty()) {
            readAgain();
        }
    }

    private void show(Post post, long number) {
        if (number < shown) {
            doubtful = true;
            overtaken.add(post);
        } else {
            shown = number;
            loaded.show(loaded.book().with(post.entry()));
            done(post);
        }
    }

    private void done(Post post) {
        post.message().reply(new JsonObject().put("count", loaded.book().count()));
    }

    /**
     * Answers all that is left when the server has ended: the context is closed, and Vert.x brings it no more replies.
     *
     * <p>What is under way may be written yet. The next server of the book finds that its number is taken, and reads again.
     */
    void abandon() {
        underWay.values()
                .forEach(post -> Failure.UNKNOWN_OUTCOME.reply(
                        post.message(), "the book's server ended meanwhile, look before you post it again"));
        waiting.forEach(post -> Failure.UNAVAILABLE.reply(post.message(), "the book's server ended"));
        overtaken.forEach(post -> Failure.UNKNOWN_OUTCOME.reply(
                post.message(), "the entry is written, and the book's server ended before it was shown"));
        underWay.clear();
        waiting.clear();
        overtaken.clear();
    }

    private void readAgain() {
        stored.read(user).onComplete(read -> {
            if (read.succeeded()) {
                loaded.show(Book.of(user, read.result().count(), read.result().logs()));
                given = read.result().last();
                shown = given;
                doubtful = false;
                overtaken.forEach(this::done);
                overtaken.clear();
                for (Post post = waiting.poll(); post != null; post = waiting.poll()) {
                    // The book may have more entries than it was known to have.
                    if (loaded.book().count() + underWay.size() >= mostLogs) {
                        refuseFull(post);
                    } else {
                        write(post);
                    }
                }
            } else {
                waiting.forEach(post -> Failure.UNAVAILABLE.reply(post.message(), "the book cannot be read"));
                waiting.clear();
                vertx.setTimer(PAUSE_MILLIS, timer -> readAgain());
            }
        });
    }
}
