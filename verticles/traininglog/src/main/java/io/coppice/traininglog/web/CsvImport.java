package io.coppice.traininglog.web;

import io.coppice.component.bus.Failure;
import io.coppice.traininglog.books.Books;
import io.coppice.traininglog.training.CsvEntries;
import io.coppice.traininglog.training.CsvException;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One import of a CSV file: what comes is read as fast as it is written, a group of entries at a time, each durable.
 *
 * <p>It ends at the first line that is wrong or cannot be written. All entries before that line are in the book, and none after it.
 */
final class CsvImport {

    /** The bytes of all that may come. */
    static final long MOST_BYTES = 128 * 1024 * 1024;

    private final HttpServerRequest body;
    private final Books books;
    private final UserName user;
    private final Listener listener;
    private final CsvEntries csv = new CsvEntries();
    private final List<TrainingEntry> group = new ArrayList<>();
    private final Promise<Result> end = Promise.promise();
    private long firstOfGroup;
    private long bytes;
    private long imported;
    private boolean complete;
    private boolean writing;

    CsvImport(HttpServerRequest body, Books books, UserName user, Listener listener) {
        this.body = body;
        this.books = books;
        this.user = user;
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

    /** Begins; it fails only where the body breaks off, and nobody is left to be told. */
    Future<Result> run() {
        body.handler(this::take).endHandler(v -> complete()).exceptionHandler(end::tryFail);
        return end.future();
    }

    private void take(Buffer piece) {
        bytes += piece.length();
        if (end.future().isComplete()) {
            // What a client still sends after its answer is read and dropped, within the bound: else it would not see
            // the
            // answer.
            if (bytes > MOST_BYTES) {
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
        CsvException wrong = null;
        try {
            fill();
        } catch (CsvException e) {
            wrong = e;
        }
        if (wrong == null && !complete && bytes > MOST_BYTES) {
            end(csv.line() + 1, 413, "the body must not be longer than " + MOST_BYTES + " bytes");
        } else if (group.size() == Books.MOST_AT_ONCE || (!group.isEmpty() && (wrong != null || complete))) {
            write(wrong);
        } else if (wrong != null) {
            end(wrong.line(), 400, wrong.getMessage());
        } else if (complete) {
            end(0, 200, "");
        } else {
            body.resume();
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

    private void write(@Nullable CsvException wrong) {
        List<TrainingEntry> written = List.copyOf(group);
        group.clear();
        writing = true;
        books.recordAll(user, written).onComplete(done -> {
            writing = false;
            if (done.failed()) {
                notWritten(done.cause());
                return;
            }
            imported += written.size();
            listener.progress(imported, csv.bytes());
            if (wrong == null) {
                go();
            } else {
                end(wrong.line(), 400, wrong.getMessage());
            }
        });
    }

    private void notWritten(Throwable cause) {
        Optional<Failure> failure = Failure.of(cause);
        String lines = "line " + firstOfGroup + ": ";
        if (failure.isPresent() && failure.get() == Failure.FULL) {
            end(firstOfGroup, 409, lines + cause.getMessage());
        } else if (failure.isPresent() && failure.get() != Failure.UNKNOWN_OUTCOME) {
            end(firstOfGroup, 503, lines + cause.getMessage());
        } else {
            end(
                    firstOfGroup,
                    504,
                    "lines " + firstOfGroup + " to " + csv.line() + ": whether they are in the book is not known: "
                            + cause.getMessage());
        }
    }

    private void end(long line, int status, @Nullable String fault) {
        end.tryComplete(new Result(imported, line, status, String.valueOf(fault)));
        body.resume();
    }
}
