package io.coppice.traininglog.web;

import io.coppice.component.web.JsonErrors;
import io.coppice.traininglog.books.Books;
import io.coppice.traininglog.training.CsvEntries;
import io.coppice.traininglog.training.CsvException;
import io.coppice.traininglog.training.TrainingEntry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One import of a CSV file: what comes is read as fast as it is written, a group of entries at a time, each durable.
 *
 * <p>It ends at the first line that is wrong or cannot be written. All entries before that line are in the book, and none after it.
 */
final class CsvImport {

    /**
     * What it allows.
     *
     * @param mostBytes of all that comes
     * @param patience so long it waits for the entries of one group: a client that sends less holds others up
     */
    record Limits(long mostBytes, Duration patience) {
        static final Limits USUAL = new Limits(128 * 1024 * 1024, Duration.ofSeconds(30));
    }

    private final Vertx vertx;
    private final HttpServerRequest body;
    private final Function<List<TrainingEntry>, Future<Void>> book;
    private final Limits limits;
    private final Listener listener;
    private final CsvEntries csv = new CsvEntries();
    private final List<TrainingEntry> group = new ArrayList<>();
    private final Promise<Result> end = Promise.promise();
    private long firstOfGroup;
    private long bytes;
    private long imported;
    private boolean complete;
    private boolean writing;
    /** Of the wait for the client; -1 while it does not wait. */
    private long timer = -1;

    /**
     * An import.
     *
     * @param book has a group when what it gives is complete
     */
    CsvImport(
            Vertx vertx,
            HttpServerRequest body,
            Function<List<TrainingEntry>, Future<Void>> book,
            Limits limits,
            Listener listener) {
        this.vertx = vertx;
        this.body = body;
        this.book = book;
        this.limits = limits;
        this.listener = listener;
    }

    /** Who is told how far it is. */
    interface Listener {
        /** So many entries are durable now, and so many bytes of the file done with. */
        void progress(long imported, long bytes);
    }

    /**
     * What became of it.
     *
     * @param imported how many entries of the file are in the book
     * @param line the line at which it ended; 0 where all is in
     * @param status of HTTP
     * @param fault what is wrong
     */
    record Result(long imported, long line, int status, String fault) {}

    /** What it ends with, once the entries before that are written. */
    private record Ending(long line, int status, String fault) {}

    /** Begins; it fails only where the body breaks off, and nobody is left to be told. */
    Future<Result> run() {
        body.handler(this::take).endHandler(v -> complete()).exceptionHandler(end::tryFail);
        listen();
        return end.future().onComplete(done -> stopWaiting());
    }

    private void take(Buffer piece) {
        bytes += piece.length();
        if (end.future().isComplete()) {
            // What a client still sends after its answer is read and dropped, within the bound, or it would not see it.
            if (bytes > limits.mostBytes()) {
                body.connection().close();
            }
            return;
        }
        body.pause();
        csv.feed(piece.getBytes());
        go();
    }

    private void complete() {
        complete = true;
        csv.end();
        if (!writing) {
            go();
        }
    }

    private void go() {
        if (end.future().isComplete()) {
            return;
        }
        Ending ending = null;
        try {
            fill();
        } catch (CsvException e) {
            ending = new Ending(e.line(), 400, String.valueOf(e.getMessage()));
        }
        if (group.size() == Books.MOST_AT_ONCE) {
            write(null);
        } else if (ending != null) {
            end(ending);
        } else if (complete) {
            end(new Ending(0, 200, ""));
        } else if (bytes > limits.mostBytes()) {
            end(new Ending(csv.line() + 1, 413, "the body must not be longer than " + limits.mostBytes() + " bytes"));
        } else {
            listen();
            body.resume();
        }
    }

    /** It is the client's turn, until there is a group. */
    private void listen() {
        if (timer < 0) {
            timer = vertx.setTimer(limits.patience().toMillis(), fired -> {
                timer = -1;
                body.pause();
                String late = Books.MOST_AT_ONCE + " entries, or the end, must come within "
                        + limits.patience().toSeconds() + " s; a body that comes so slowly is to be sent in parts";
                end(new Ending(csv.line() + 1, 408, late));
            });
        }
    }

    private void stopWaiting() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void fill() throws CsvException {
        while (group.size() < Books.MOST_AT_ONCE) {
            Optional<TrainingEntry> next = csv.next();
            if (next.isEmpty()) {
                return;
            }
            if (group.isEmpty()) {
                firstOfGroup = csv.line();
            }
            group.add(next.get());
        }
    }

    private void end(Ending ending) {
        if (group.isEmpty()) {
            answer(ending.line(), ending.status(), ending.fault());
        } else {
            write(ending);
        }
    }

    /** @param ending null where more is to come */
    private void write(@Nullable Ending ending) {
        List<TrainingEntry> written = List.copyOf(group);
        group.clear();
        stopWaiting();
        writing = true;
        book.apply(written).onComplete(done -> {
            writing = false;
            if (done.failed()) {
                notWritten(done.cause());
                return;
            }
            imported += written.size();
            listener.progress(imported, csv.bytes());
            if (ending == null) {
                go();
            } else {
                end(ending);
            }
        });
    }

    private void notWritten(Throwable cause) {
        int status = JsonErrors.statusOf(cause);
        answer(
                firstOfGroup,
                status,
                status == 504
                        ? "lines " + firstOfGroup + " to " + csv.line()
                                + ": whether they are in the book is not known: " + cause.getMessage()
                        : "line " + firstOfGroup + ": " + cause.getMessage());
    }

    private void answer(long line, int status, String fault) {
        end.tryComplete(new Result(imported, line, status, fault));
        body.resume();
    }
}
