package io.coppice.host.observer;

import io.coppice.host.events.Event;
import io.coppice.host.events.EventCursor;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One client of {@code GET /api/events}, on the observer's event loop.
 *
 * <p>It writes as fast as the client takes and no faster; what it has not written is in the log, or lost.
 */
final class EventStream {

    /** So much is written in one turn, so that no client keeps the others waiting. */
    private static final int MOST_A_TURN = 32 * 1024;

    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

    private final Context context;
    private final HttpServerResponse response;
    private final EventCursor cursor;
    private final String run;
    private final boolean follows;

    /** @param follows whether it goes on when it has told what there is */
    EventStream(Context context, HttpServerResponse response, EventCursor cursor, String run, boolean follows) {
        this.context = context;
        this.response = response;
        this.cursor = cursor;
        this.run = run;
        this.follows = follows;
        response.drainHandler(v -> flush());
    }

    /** Begins: the client knows that it is connected, and from which event on it is to go on after this connection. */
    void begin(long number, int retryMillis) {
        response.write(Buffer.buffer("retry: " + retryMillis + "\nid: " + id(number) + "\n\n"));
        flush();
    }

    /** Writes what has happened since. */
    void flush() {
        if (response.ended() || response.closed() || response.writeQueueFull()) {
            return;
        }
        Buffer text = Buffer.buffer();
        boolean more = take(text);
        if (text.length() > 0) {
            response.write(text);
        }
        if (more) {
            context.runOnContext(v -> flush());
        } else if (!follows) {
            response.end();
        }
    }

    /** Whether there may be more. */
    private boolean take(Buffer text) {
        while (text.length() < MOST_A_TURN) {
            @Nullable Event event = cursor.next();
            if (event == null) {
                return false;
            }
            text.appendString("id: " + id(event.number()) + "\nevent: " + event.type() + "\ndata: "
                    + event.json().get() + "\n\n");
        }
        return true;
    }

    private String id(long number) {
        return run + "-" + number;
    }

    /** A comment, so that neither side takes the other for gone. */
    void beat() {
        if (!response.ended() && !response.closed() && !response.writeQueueFull()) {
            response.write(HEARTBEAT);
        }
    }

    /** Writes the last events, as far as the client takes them now, and ends. */
    void end() {
        if (!response.ended() && !response.closed()) {
            Buffer text = Buffer.buffer();
            if (!response.writeQueueFull()) {
                boolean ignored = take(text);
            }
            response.end(text);
        }
    }
}
