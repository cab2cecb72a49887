package io.coppice.traininglog.books;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.traininglog.database.EntryList;
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
import java.util.Collection;
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

    /** Entries. */
    private static final int MOST_WAITING = 1_000;

    /** Of two nodes that write to one book one is refused at a time; more often than this it is no accident. */
    static final int MOST_TRIES = 10;

    private static final long PAUSE_MILLIS = 100;

    /**
     * A request.
     *
     * @param entries those of it that are to be written, in order
     * @param partly whether others of it are written already
     */
    private record Post(Message<JsonObject> message, List<TrainingEntry> entries, int tries, boolean partly) {}

    private final Vertx vertx;
    private final UserName user;
    private final BookSettings settings;
    private final LoadedBook loaded;
    private final StoredBooks stored;
    private final Requests requests;
    private final Map<Long, Post> underWay = new HashMap<>();
    private final Deque<Post> waiting = new ArrayDeque<>();

    /** Written, and not on the page before it is read again; no more than were under way, as new ones wait meanwhile. */
    private final List<Post> overtaken = new ArrayList<>();

    /** How many entries are under way. */
    private int writing;

    private long given;
    private long shown;
    private boolean doubtful;

    BookWriter(
            Vertx vertx,
            UserName user,
            BookSettings settings,
            LoadedBook loaded,
            long last,
            StoredBooks stored,
            Requests requests) {
        this.vertx = vertx;
        this.user = user;
        this.settings = settings;
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

    /** Adds entries, of which all are written in one group. */
    void record(Message<JsonObject> message, List<TrainingEntry> entries) {
        Post post = new Post(message, entries, 1, false);
        int others = writing + count(waiting) + count(overtaken);
        if (loaded.book().count() + others + entries.size() > settings.mostLogs()) {
            refuseFull(post);
        } else if (!doubtful) {
            write(post);
        } else if (count(waiting) + entries.size() <= MOST_WAITING) {
            waiting.add(post);
        } else {
            Failure.OVERLOADED.reply(message, MOST_WAITING + " entries of " + user + " wait already");
        }
    }

    private static int count(Collection<Post> posts) {
        int count = 0;
        for (Post post : posts) {
            count += post.entries().size();
        }
        return count;
    }

    private void refuseFull(Post post) {
        refuse(
                post,
                Failure.FULL,
                "the training log book of " + user + " is full: it has "
                        + loaded.book().count() + " of " + settings.mostLogs() + " entries");
    }

    /** Not with a failure that says that nothing was done, where a part is written: it would be sent again. */
    private static void refuse(Post post, Failure failure, String why) {
        (post.partly() ? Failure.UNKNOWN_OUTCOME : failure).reply(post.message(), why);
    }

    private void write(Post post) {
        long number = given + 1;
        given += post.entries().size();
        writing += post.entries().size();
        underWay.put(number, post);
        JsonObject request = new JsonObject().put("username", user.value()).put("number", number);
        if (post.entries().size() == 1) {
            EntryList.putFields(request.put("action", "record"), post.entries().get(0));
        } else {
            EntryList.put(request.put("action", "record_all"), post.entries());
        }
        requests.repeat(Failure::isUndone, () -> requests.send(Writer.ADDRESS, request, WRITE_LIMIT))
                .onComplete(written -> settle(post, number, written));
    }

    private void settle(Post post, long number, AsyncResult<JsonObject> written) {
        if (underWay.remove(number) == null) {
            return;
        }
        writing -= post.entries().size();
        Optional<Failure> failure = Failure.of(written.cause());
        if (written.succeeded() && written.result().containsKey("taken")) {
            List<TrainingEntry> left = written.result().getJsonArray("taken").stream()
                    .map(place -> post.entries().get((Integer) place))
                    .toList();
            again(new Post(post.message(), left, post.tries(), true));
        } else if (written.succeeded()) {
            show(post, number);
        } else if (failure.isPresent() && failure.get() == Failure.TAKEN) {
            again(post);
        } else if (failure.isPresent() && failure.get() != Failure.UNKNOWN_OUTCOME) {
            refuse(post, failure.get(), String.valueOf(written.cause().getMessage()));
        } else if (Failure.isUndone(written.cause())) {
            refuse(post, Failure.UNAVAILABLE, "the database's writer is being restarted");
        } else {
            doubtful = true;
            Failure.UNKNOWN_OUTCOME.reply(
                    post.message(), "the database's writer did not answer, look before you post it again");
        }
        if (doubtful && underWay.isEmpty()) {
            readAgain();
        }
    }

    /** Somebody else has written to the book: what is left of the post waits for the book to be read again. */
    private void again(Post post) {
        doubtful = true;
        if (post.tries() < MOST_TRIES) {
            waiting.add(new Post(post.message(), post.entries(), post.tries() + 1, post.partly()));
        } else {
            refuse(post, Failure.TAKEN, "somebody else writes to the book of " + user);
        }
    }

    private void show(Post post, long number) {
        if (number < shown) {
            doubtful = true;
            overtaken.add(post);
        } else {
            shown = number;
            loaded.show(loaded.book().with(post.entries()));
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
        waiting.forEach(post -> refuse(post, Failure.UNAVAILABLE, "the book's server ended"));
        overtaken.forEach(post -> Failure.UNKNOWN_OUTCOME.reply(
                post.message(), "the entry is written, and the book's server ended before it was shown"));
        underWay.clear();
        waiting.clear();
        overtaken.clear();
    }

    private void readAgain() {
        stored.read(user, settings.mostHeld()).onComplete(read -> {
            if (read.succeeded()) {
                loaded.show(Book.of(user, settings.mostHeld(), read.result()));
                given = read.result().last();
                shown = given;
                doubtful = false;
                overtaken.forEach(this::done);
                overtaken.clear();
                for (Post post = waiting.poll(); post != null; post = waiting.poll()) {
                    // The book may have more entries than it was known to have.
                    int more = writing + post.entries().size();
                    if (loaded.book().count() + more > settings.mostLogs()) {
                        refuseFull(post);
                    } else {
                        write(post);
                    }
                }
            } else {
                waiting.forEach(post -> refuse(post, Failure.UNAVAILABLE, "the book cannot be read"));
                waiting.clear();
                vertx.setTimer(PAUSE_MILLIS, timer -> readAgain());
            }
        });
    }
}
