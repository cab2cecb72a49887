package io.coppice.host.bridge;

import io.coppice.host.bridge.RateLimit.Verdict;
import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.host.observer.ObserverToken;
import io.coppice.language.Frames;
import io.coppice.language.GuestException;
import io.coppice.language.GuestSession;
import io.coppice.language.GuestSession.Terms;
import io.coppice.supervision.Supervision;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One program outside of the node, of which nothing is believed: until it has shown the token it can do nothing, and then what
 * the configuration lists. Used on the bridge's context.
 */
final class BridgeClient implements GuestSession.Owner, GuestSession.Outlet {

    /** What carries its frames. */
    interface Wire {

        /** Completes when the frame is on its way. */
        Future<Void> write(String frame);

        /** Ends it when the client has read what was written. */
        void close();

        /** As {@link #close}, where it may still be sending: it is not reset before it has read. */
        default void letGo() {
            close();
        }

        /** Ends it at once. */
        void abort();
    }

    private static final Set<String> TYPES = Set.of("send", "publish", "register", "unregister", "err", "ping", "pong");

    private static final String AUTHORIZATION = "authorization";

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY = 429;
    private static final int MOST_CONSUMERS = 100;
    private static final int MOST_REQUESTS = 256;
    private static final int MOST_UNANSWERED = 1_000;
    private static final long TOKEN_MILLIS = 10_000;
    /** So long it may take to read the last that it is told. */
    private static final long CLOSE_MILLIS = 1_000;
    /** What a frame that waits costs beside its text, in bytes. */
    private static final int FRAME_COST = 256;

    private final Vertx vertx;
    private final Wire wire;
    private final ObserverToken token;
    private final LogLimit log;
    private final BridgeKind kind;
    private final String name;
    private final int maxBuffered;
    private final int mostClients;
    private final RateLimit rate;
    private final String overTheRate;
    private final GuestSession session;
    private final Promise<Void> gone = Promise.promise();

    private long deadline;
    private boolean isKnown;
    private boolean isClosed;
    private int buffered;

    /**
     * One that has just come.
     *
     * @param peer where it comes from
     */
    BridgeClient(
            Vertx vertx,
            BridgeKind kind,
            BridgeConfig config,
            ObserverToken token,
            LogLimit log,
            String peer,
            Wire wire) {
        this.vertx = vertx;
        this.wire = wire;
        this.token = token;
        this.log = log;
        this.kind = kind;
        this.name = "the client " + peer + " of the " + kind.word() + " bridge";
        this.maxBuffered = config.maxBuffered();
        this.mostClients = config.maxConnections();
        this.rate = new RateLimit(config.maxRate(), config.maxBurst(), System.nanoTime());
        this.overTheRate = "more than " + config.maxRate() + " messages a second, or " + config.maxBurst()
                + " at once (\"max_rate\" and \"max_burst\" of the \"" + kind.word() + "\" bridge's configuration)";
        Terms terms = new Terms(MOST_CONSUMERS, MOST_REQUESTS, MOST_UNANSWERED, config.maxFrame(), kind.message());
        this.session = new GuestSession(vertx, BridgeGrants.of(kind, config), terms, this, this);
        this.deadline = vertx.setTimer(TOKEN_MILLIS, id -> {
            if (!isKnown) {
                refuse(UNAUTHORIZED, "no token came within " + TOKEN_MILLIS + " ms");
            }
        });
    }

    /** It has shown this in place of the header of a frame; null for nothing. */
    void showed(@Nullable String authorization) {
        isKnown = isKnown || token.isIn(authorization);
    }

    /** It has said a frame. */
    void heard(String text) {
        if (isClosed) {
            return;
        }
        Verdict verdict = rate.next(System.nanoTime());
        if (verdict == Verdict.END) {
            refuse(TOO_MANY, "it went on with " + overTheRate);
            return;
        }
        try {
            JsonObject frame = Frames.read(text);
            if (verdict == Verdict.REFUSE) {
                leave(frame);
                return;
            }
            takeToken(frame);
            String type = String.valueOf(frame.getValue("type"));
            if (!TYPES.contains(type)) {
                refuse(BAD_REQUEST, "unknown type \"" + type + "\"; known: send, publish, register, unregister, ping");
            } else if (type.equals("ping") && !(isKnown && kind.answersPings())) {
                return;
            } else if (isKnown) {
                session.handle(frame);
            } else {
                refuse(
                        UNAUTHORIZED,
                        "this needs the bridge's token in the first frame, as \"headers\": {\"authorization\":"
                                + " \"Bearer TOKEN\"}");
            }
        } catch (Frames.Violation broken) {
            broke(broken);
        }
    }

    /** Tells it that a frame was not handled; where it is a request, as the answer. */
    private void leave(JsonObject frame) {
        String reply = frame.getString("replyAddress", "");
        String address = reply.isEmpty() ? frame.getString("address") : reply;
        ReplyException why = new ReplyException(ReplyFailure.ERROR, TOO_MANY, "not handled: " + overTheRate);
        boolean ignored = offer(Frames.err(address, why).encode());
    }

    /** It is not passed on: whoever gets the message has no use for the token. */
    private void takeToken(JsonObject frame) {
        if (frame.getValue("headers") instanceof JsonObject headers) {
            List.copyOf(headers.fieldNames()).stream()
                    .filter(AUTHORIZATION::equalsIgnoreCase)
                    .forEach(header -> showed(String.valueOf(headers.remove(header))));
        }
    }

    /** There are as many as there may be, without it. */
    void tooMany() {
        refuse(
                TOO_MANY,
                "the " + kind.word() + " bridge has as many clients as it may: " + mostClients
                        + " (\"max_connections\" of its configuration)");
    }

    /** It does not keep to the rules. */
    void broke(Frames.Violation broken) {
        refuse(BAD_REQUEST, String.valueOf(broken.getMessage()));
    }

    /** Tells it why, and lets it go. */
    private void refuse(int code, String why) {
        if (isClosed) {
            return;
        }
        log.log(name + " is let go: " + why);
        boolean ignored = offer(new JsonObject()
                .put("type", "err")
                .put("failureCode", code)
                .put("failureType", "ERROR")
                .put("message", why)
                .encode());
        Future<Void> unused = close(wire::letGo);
    }

    /** Ends it with its connection; completes when that is gone, which is soon, whether it reads or not. */
    Future<Void> close() {
        return close(wire::close);
    }

    private Future<Void> close(Runnable how) {
        if (!isClosed) {
            end();
            deadline = vertx.setTimer(CLOSE_MILLIS, id -> wire.abort());
            how.run();
        }
        return gone.future();
    }

    private void end() {
        isClosed = true;
        vertx.cancelTimer(deadline);
        session.close();
        session.failUnanswered(Supervision.NOT_HANDLED, "not handled, as the client of the bridge is gone");
    }

    /** Its connection has ended. */
    void gone() {
        end();
        gone.tryComplete();
    }

    /** What cannot be written to it it will not get: who does not read is let go, and a reply to who is gone is lost. */
    @Override
    public boolean offer(String frame) {
        if (isClosed) {
            return true;
        }
        int cost = ByteBufUtil.utf8Bytes(frame) + FRAME_COST;
        // One alone is no longer than a frame may be.
        if (buffered > 0 && buffered + cost > maxBuffered) {
            log.log(name + " is let go: it does not read, and more than " + maxBuffered + " bytes wait for it");
            end();
            wire.abort();
            return true;
        }
        buffered += cost;
        wire.write(frame).onComplete(written -> {
            buffered -= cost;
            if (written.failed()) {
                Future<Void> ignored = close();
            }
        });
        return true;
    }

    @Override
    public void ready() {
        // It is no child, and says no such frame.
    }

    @Override
    public void crashed(GuestException error, @Nullable Message<?> message) {
        refuse(BAD_REQUEST, String.valueOf(error.getMessage()));
    }

    @Override
    public void unknown(String address, Throwable cause) {
        boolean ignored = offer(Frames.err(address, cause).encode());
    }

    @Override
    public void log(Level level, String text) {
        log.log(text);
    }

    /** A client that asks for what it may not have is told so, and goes on. */
    @Override
    public void refused(ReplyException refusal, JsonObject frame) {
        boolean ignored = offer(Frames.err(frame.getString("address"), refusal).encode());
    }
}
