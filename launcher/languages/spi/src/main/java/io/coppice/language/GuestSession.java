package io.coppice.language;

import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a child in another language does on the event bus, told in {@link Frames}: its consumers, the messages that it has to
 * answer, and its own requests. Used on the child's context.
 */
public final class GuestSession {

    /** Where it is told something. */
    @FunctionalInterface
    public interface Outlet {

        /** False where there is no room for it. */
        boolean offer(String frame);
    }

    /** What becomes of the child. */
    public interface Owner {

        /** It is up, and all its consumers are known. */
        void ready();

        /**
         * It has failed.
         *
         * @param message the frame of the message that it was handling; null if none
         */
        void crashed(GuestException error, @Nullable Message<?> message);

        /** It wants something in the log. */
        void log(Level level, String text);
    }

    private static final int MOST_CONSUMERS = 10_000;
    private static final int MOST_REQUESTS = 10_000;

    private static final int LOST_A_WARNING = 10_000;

    private final EventBus bus;
    private final Outlet outlet;
    private final Owner owner;
    private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();
    private final Unanswered unanswered = new Unanswered();

    private Future<?> registered = Future.succeededFuture();
    private int requests;
    private long lost;

    public GuestSession(Vertx vertx, Outlet outlet, Owner owner) {
        this.bus = vertx.eventBus();
        this.outlet = outlet;
        this.owner = owner;
    }

    /**
     * Tells the child something that it cannot do without.
     *
     * @throws Frames.Violation if there is no room for it
     */
    public void tell(JsonObject frame) {
        if (!outlet.offer(frame.encode())) {
            throw new Frames.Violation("it does not take what it is told: too much waits for it");
        }
    }

    /**
     * Does what the child wants.
     *
     * @throws Frames.Violation if it is nothing that a child can want
     */
    public void handle(JsonObject frame) {
        String type = Frames.text(frame, "type");
        switch (type) {
            case "ready" -> ready();
            case "register" -> register(Frames.text(frame, "address"), Frames.flag(frame, "local"));
            case "unregister" -> unregister(Frames.text(frame, "address"));
            case "send" -> send(frame);
            case "publish" -> bus.publish(Frames.text(frame, "address"), frame.getValue("body"), Frames.options(frame));
            case "err" -> fail(frame);
            case "ping" -> tell(new JsonObject().put("type", "pong"));
            case "pong" -> {}
            case "log" -> owner.log(level(frame), Frames.text(frame, "message"));
            case "crash" -> crash(frame);
            default ->
                throw new Frames.Violation("it said the unknown type \"" + type
                        + "\"; known: ready, register, unregister, send, publish, err, ping, pong, log, crash");
        }
    }

    private void ready() {
        registered
                .onSuccess(known -> owner.ready())
                .onFailure(cause -> owner.crashed(new GuestException("a consumer is not known: " + cause, ""), null));
    }

    private void register(String address, boolean local) {
        if (consumers.containsKey(address)) {
            return;
        }
        if (consumers.size() >= MOST_CONSUMERS) {
            throw new Frames.Violation("it has registered more than " + MOST_CONSUMERS + " addresses");
        }
        MessageConsumer<Object> consumer = local
                ? bus.localConsumer(address, message -> deliver(address, message))
                : bus.consumer(address, message -> deliver(address, message));
        consumers.put(address, consumer);
        registered = Future.all(registered, consumer.completion());
    }

    private void unregister(String address) {
        Optional.ofNullable(consumers.remove(address)).ifPresent(MessageConsumer::unregister);
    }

    private void deliver(String address, Message<Object> message) {
        String answer = unanswered.nextName(message);
        String line;
        try {
            line = Frames.message(address, message, answer).encode();
        } catch (EncodeException | IllegalStateException noJson) {
            message.fail(Supervision.BAD_REQUEST, "the body is not JSON: " + noJson.getMessage());
            return;
        }
        if (line.length() > Frames.LONGEST) {
            message.fail(Supervision.BAD_REQUEST, "the body is larger than " + Frames.LONGEST + " characters");
            return;
        }
        // First, as it may be answered at once.
        if (answer != null) {
            unanswered.add(answer, message);
        }
        if (!outlet.offer(line)) {
            Optional.ofNullable(answer).ifPresent(unanswered::take);
            refuse(message);
        }
    }

    private void refuse(Message<Object> message) {
        if (message.replyAddress() != null) {
            message.fail(Unanswered.OVERLOADED, "overloaded: too many messages wait for this child");
        } else if (lost++ % LOST_A_WARNING == 0) {
            owner.log(Level.WARNING, "overloaded: messages to " + message.address() + " are lost, " + lost + " so far");
        }
    }

    private void send(JsonObject frame) {
        String address = Frames.text(frame, "address");
        String replyAddress = Frames.textOr(frame, "replyAddress", "");
        DeliveryOptions options = Frames.options(frame);
        Object body = frame.getValue("body");
        if (!address.startsWith(Unanswered.PREFIX)) {
            if (replyAddress.isEmpty()) {
                bus.send(address, body, options);
            } else {
                await(replyAddress, () -> bus.request(address, body, options));
            }
            return;
        }
        Message<Object> message = unanswered.take(address).orElse(null);
        if (message == null) {
            tell(Frames.err(address, noSuchMessage()));
        } else if (replyAddress.isEmpty()) {
            message.reply(body, options);
        } else {
            await(replyAddress, () -> message.replyAndRequest(body, options));
        }
    }

    private static ReplyException noSuchMessage() {
        return new ReplyException(ReplyFailure.NO_HANDLERS, -1, "no message waits for this answer");
    }

    /** One request of the child. */
    @FunctionalInterface
    private interface Request {
        Future<Message<Object>> make();
    }

    private void await(String replyAddress, Request request) {
        if (requests >= MOST_REQUESTS) {
            tell(Frames.err(
                    replyAddress,
                    new ReplyException(
                            ReplyFailure.ERROR, Unanswered.OVERLOADED, MOST_REQUESTS + " requests are open already")));
            return;
        }
        requests++;
        request.make().onComplete(reply -> {
            requests--;
            if (reply.failed()) {
                tell(Frames.err(replyAddress, reply.cause()));
            } else {
                answer(replyAddress, reply.result());
            }
        });
    }

    private void answer(String replyAddress, Message<Object> reply) {
        try {
            tell(Frames.message(replyAddress, reply, null));
        } catch (EncodeException | IllegalStateException noJson) {
            tell(Frames.err(
                    replyAddress,
                    new ReplyException(
                            ReplyFailure.ERROR, Supervision.BAD_REQUEST, "the answer is not JSON: " + noJson)));
        }
    }

    private void fail(JsonObject frame) {
        int code = Frames.number(frame, "failureCode", -1);
        String why = Frames.textOr(frame, "message", "");
        unanswered.take(Frames.text(frame, "address")).ifPresent(message -> message.fail(code, why));
    }

    private static Level level(JsonObject frame) {
        return switch (Frames.textOr(frame, "level", "info")) {
            case "debug" -> Level.DEBUG;
            case "info" -> Level.INFO;
            case "warn", "warning" -> Level.WARNING;
            case "error" -> Level.ERROR;
            default ->
                throw new Frames.Violation("it said a \"log\" with the unknown level \"" + frame.getValue("level")
                        + "\"; known: debug, info, warn, error");
        };
    }

    private void crash(JsonObject frame) {
        GuestException error = new GuestException(Frames.text(frame, "message"), Frames.textOr(frame, "stack", ""));
        owner.crashed(error, unanswered.peek(Frames.textOr(frame, "replyAddress", "")));
    }

    /** Gives the child no more messages. */
    public void close() {
        consumers.values().forEach(MessageConsumer::unregister);
        consumers.clear();
    }

    /** Nothing will be answered any more. */
    public void failUnanswered(int code, String why) {
        unanswered.failAll(code, why);
    }
}
