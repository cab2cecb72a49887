package io.coppice.shopping.service;

import io.coppice.component.bus.Failure;
import io.coppice.shopping.database.StoredSessions;
import io.coppice.shopping.session.Commands;
import io.coppice.shopping.session.RefusedException;
import io.coppice.shopping.session.Session;
import io.coppice.supervision.Child;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a session's process does, one thing at a time: it decides about a request, has the event kept, applies it and answers.
 *
 * <p>When it cannot be sure what is kept, it crashes, and the next process reads it.
 */
final class SessionTurns {

    private static final int MOST_WAITING = 100;
    private static final long PAUSE_MILLIS = 1_000;

    private final Vertx vertx;
    private final Child self;
    private final StoredSessions stored;
    private final Duration idle;
    private final InstantSource clock;
    private final Queue<Message<JsonObject>> waiting = new ArrayDeque<>(1);
    private Session session;
    /** The request whose event is being kept. */
    private @Nullable Message<JsonObject> underWay;
    /** Whether anything is being written. */
    private boolean busy;
    /** Why there is no session any more; empty while there is. */
    private String over = "";

    SessionTurns(Vertx vertx, Child self, StoredSessions stored, Session session, Duration idle, InstantSource clock) {
        this.vertx = vertx;
        this.self = self;
        this.stored = stored;
        this.session = session;
        this.idle = idle;
        this.clock = clock;
    }

    void receive(Message<JsonObject> message) {
        if (!self.isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the session's process has ended, or is not up yet");
        } else if ("get".equals(message.body().getValue("action"))) {
            message.reply(session.toJson());
        } else if (waiting.size() >= MOST_WAITING) {
            Failure.OVERLOADED.reply(
                    message, MOST_WAITING + " requests to the session " + session.key() + " wait already");
        } else {
            waiting.add(message);
            next();
        }
    }

    private void next() {
        while (!busy && !waiting.isEmpty()) {
            Message<JsonObject> message = waiting.remove();
            if (!over.isEmpty()) {
                Failure.NOT_FOUND.reply(message, over);
                continue;
            }
            decide(message).ifPresent(event -> keep(message, event));
        }
    }

    /** The event that a request becomes; where it becomes none its sender is told why. */
    private Optional<JsonObject> decide(Message<JsonObject> message) {
        try {
            return Optional.of(Commands.event(session, message.body(), clock.instant()));
        } catch (RefusedException refused) {
            refused.failure().reply(message, String.valueOf(refused.getMessage()));
        } catch (IllegalArgumentException wrong) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(wrong.getMessage()));
        }
        return Optional.empty();
    }

    private void keep(Message<JsonObject> message, JsonObject event) {
        busy = true;
        underWay = message;
        Session after = session.with(event);
        if (event.getString("event").equals("checkout")) {
            JsonObject sale = after.toJson().put("sold_at", event.getString("at"));
            stored.checkout(session, after.touched(), sale)
                    .onSuccess(done -> {
                        settled();
                        message.reply(sale);
                        end("the session " + session.key() + " has been checked out");
                    })
                    .onFailure(cause -> notKept(message, cause));
        } else {
            stored.append(after)
                    .onSuccess(done -> {
                        settled();
                        session = after;
                        message.reply(session.toJson());
                        next();
                    })
                    .onFailure(cause -> notKept(message, cause));
        }
    }

    private void settled() {
        busy = false;
        underWay = null;
    }

    private void notKept(Message<JsonObject> message, Throwable cause) {
        settled();
        Failure failure = Failure.of(cause).orElse(Failure.UNKNOWN_OUTCOME);
        if (Failure.isUndone(cause)) {
            Failure.UNAVAILABLE.reply(message, "the database's writer is being restarted");
            next();
        } else if (failure == Failure.TAKEN) {
            // Another process wrote to the session: this one knows too little, and nothing was done.
            Failure.UNAVAILABLE.reply(message, "the session " + session.key() + " is being read again");
            self.exit(ExitReason.crashed(cause));
        } else if (failure == Failure.UNKNOWN_OUTCOME) {
            failure.reply(message, "the database did not answer, look before you send it again");
            self.exit(ExitReason.crashed(cause));
        } else {
            failure.reply(message, String.valueOf(cause.getMessage()));
            next();
        }
    }

    /** When nothing has happened for long enough, the session is forgotten and its process ends. */
    void expireLater() {
        Instant due = session.touched().plus(idle);
        long left = Duration.between(clock.instant(), due).toMillis();
        vertx.setTimer(Math.max(1, left), timer -> {
            if (busy) {
                vertx.setTimer(PAUSE_MILLIS, later -> expireLater());
            } else if (clock.instant().isBefore(session.touched().plus(idle))) {
                expireLater();
            } else if (over.isEmpty()) {
                expire();
            }
        });
    }

    private void expire() {
        busy = true;
        stored.expire(session)
                .onSuccess(done -> {
                    settled();
                    end("the session " + session.key() + " has expired");
                })
                .onFailure(cause -> {
                    settled();
                    if (Failure.of(cause).equals(Optional.of(Failure.TAKEN))) {
                        // It was swept, or another process wrote to it: whoever asks next finds what is kept.
                        self.exit(ExitReason.NORMAL);
                    } else {
                        vertx.setTimer(PAUSE_MILLIS, later -> expireLater());
                        next();
                    }
                });
    }

    private void end(String why) {
        over = why;
        next();
        self.exit(ExitReason.NORMAL);
    }

    /** Answers all that is left when the process has ended: Vert.x brings it no more replies. */
    void abandon() {
        if (underWay != null) {
            Failure.UNKNOWN_OUTCOME.reply(
                    underWay, "the session's process ended meanwhile, look before you send it again");
        }
        waiting.forEach(message -> Failure.UNAVAILABLE.reply(message, "the session's process has ended"));
        waiting.clear();
    }
}
