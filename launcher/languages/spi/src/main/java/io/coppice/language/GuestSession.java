package io.coppice.language;

import io.coppice.language.Grants.Use;
import io.coppice.supervision.Supervision;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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

        /** Where messages without headers are told in their parts, which is less work on both sides; null for nowhere. */
        default @Nullable PartsOutlet inParts() {
            return null;
        }
    }

    /** Where it is told a message without a frame. */
    @FunctionalInterface
    public interface PartsOutlet {

        /**
         * False where there is no room for it.
         *
         * @param replyAddress the name to answer it by; empty where nobody waits
         * @param body as JSON
         */
        boolean offer(String address, String replyAddress, String body);
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

        /** A consumer of its is not known to the cluster, which sends it nothing. */
        default void unknown(String address, Throwable cause) {
            crashed(new GuestException("a consumer is not known: " + address + ": " + cause, ""), null);
        }

        /** It wants something in the log. */
        void log(Level level, String text);

        /**
         * It may not do what it wanted without waiting for an answer: that breaks what was agreed, where nothing else is said.
         *
         * @param frame what it said
         */
        default void refused(ReplyException refusal, JsonObject frame) {
            throw new Frames.Violation(String.valueOf(refusal.getMessage()));
        }
    }

    /**
     * How far a session goes.
     *
     * @param mostConsumers the addresses that it may have registered at once
     * @param mostRequests those of its own that may be open at once
     * @param mostUnanswered the messages that it may have to answer at once
     * @param longest the longest message that it is given, in bytes
     * @param message what the type of such a message is called
     */
    public record Terms(int mostConsumers, int mostRequests, int mostUnanswered, int longest, String message) {

        /** Those of a child. */
        public static final Terms CHILD = new Terms(10_000, 10_000, Unanswered.MOST, Frames.LONGEST, "message");
    }

    private static final int LOST_A_WARNING = 10_000;

    private final EventBus bus;
    private final Outlet outlet;
    private final Owner owner;
    private final Terms terms;
    private final Gate gate;
    private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();
    private final Unanswered unanswered;

    private int requests;
    private long lost;

    public GuestSession(Vertx vertx, Grants grants, Terms terms, Outlet outlet, Owner owner) {
        this.bus = vertx.eventBus();
        this.terms = terms;
        Context context = vertx.getOrCreateContext();
        this.unanswered = new Unanswered(terms.mostUnanswered, task -> context.runOnContext(v -> task.run()));
        this.outlet = outlet;
        this.owner = owner;
        this.gate = new Gate(grants, text -> owner.log(Level.WARNING, text));
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
     * @param frame its text
     * @throws Frames.Violation if it is nothing that a child can want
     */
    public void handle(String frame) {
        Frames.Answer answer = Frames.answer(frame);
        if (answer == null) {
            handle(Frames.read(frame));
        } else {
            answer(answer.number(), message -> message.reply(answer.body()));
        }
    }

    /**
     * Answers a message.
     *
     * @param replyAddress the name that it came with
     * @param body as JSON
     * @throws Frames.Violation if it is not JSON, or the name is none
     */
    public void answer(String replyAddress, String body) {
        long number = Unanswered.number(replyAddress);
        if (number == Unanswered.NOBODY) {
            throw new Frames.Violation("it answered \"" + replyAddress + "\", which is the name of no message");
        }
        Object json = Frames.body(body);
        answer(number, message -> message.reply(json));
    }

    private void answer(long number, Consumer<Message<Object>> answer) {
        if (!unanswered.answer(number, answer)) {
            tell(Frames.err(Unanswered.PREFIX + number, noSuchMessage()));
        }
    }

    /**
     * Does what the child wants.
     *
     * @throws Frames.Violation if it is nothing that a child can want
     */
    public void handle(JsonObject frame) {
        String type = Frames.text(frame, "type");
        if (!isAnswer(type, frame)) {
            // Nothing that it says comes before what it has answered by then.
            unanswered.release();
        }
        switch (type) {
            case "ready" -> ready();
            case "register" -> register(Frames.text(frame, "address"), frame);
            case "unregister" -> unregister(Frames.text(frame, "address"));
            case "send" -> send(frame);
            case "publish" -> publish(Frames.text(frame, "address"), frame);
            case "err" -> fail(frame);
            case "ping" -> tell(new JsonObject().put("type", "pong"));
            case "pong" -> {}
            case "log" -> owner.log(Frames.level(frame), Frames.text(frame, "message"));
            case "crash" -> crash(frame);
            default ->
                throw new Frames.Violation("it said the unknown type \"" + type
                        + "\"; known: ready, register, unregister, send, publish, err, ping, pong, log, crash");
        }
    }

    private static boolean isAnswer(String type, JsonObject frame) {
        return type.equals("send")
                && Frames.textOr(frame, "address", "").startsWith(Unanswered.PREFIX)
                && !frame.containsKey("replyAddress");
    }

    private void ready() {
        // Of one that fails it has been told.
        Future.all(consumers.values().stream().map(MessageConsumer::completion).toList())
                .onSuccess(known -> owner.ready());
    }

    private void register(String address, JsonObject frame) {
        if (consumers.containsKey(address) || isRefused(Use.CONSUME, address, frame)) {
            return;
        }
        if (consumers.size() >= terms.mostConsumers) {
            throw new Frames.Violation("it has registered more than " + terms.mostConsumers + " addresses");
        }
        String quoted = Json.encode(address);
        MessageConsumer<Object> consumer = Frames.flag(frame, "local")
                ? bus.localConsumer(address, message -> deliver(address, quoted, message))
                : bus.consumer(address, message -> deliver(address, quoted, message));
        consumers.put(address, consumer);
        consumer.completion().onFailure(cause -> {
            // Not of one that has ended itself.
            if (consumers.remove(address, consumer)) {
                owner.unknown(address, cause);
            }
        });
    }

    /** Whether it may not; then it has been told so. */
    private boolean isRefused(Use use, String address, JsonObject frame) {
        Optional<ReplyException> refusal = gate.refusal(use, address, frame.getValue("body"));
        refusal.ifPresent(why -> {
            String replyAddress = use == Use.SEND ? Frames.textOr(frame, "replyAddress", "") : "";
            if (replyAddress.isEmpty()) {
                owner.refused(why, frame);
            } else {
                tell(Frames.err(replyAddress, why));
            }
        });
        return refusal.isPresent();
    }

    private void publish(String address, JsonObject frame) {
        if (!isRefused(Use.PUBLISH, address, frame)) {
            bus.publish(address, frame.getValue("body"), Frames.options(frame));
        }
    }

    private void unregister(String address) {
        Optional.ofNullable(consumers.remove(address)).ifPresent(MessageConsumer::unregister);
    }

    /** @param quoted the address as JSON has it */
    private void deliver(String address, String quoted, Message<Object> message) {
        // First, as it may be answered at once.
        long answer = unanswered.add(message);
        PartsOutlet inParts = message.headers().isEmpty() ? outlet.inParts() : null;
        String text;
        try {
            text = inParts == null
                    ? Frames.message(terms.message, quoted, message, answer)
                    : JsonText.encode(message.body());
        } catch (EncodeException | IllegalStateException noJson) {
            unanswered.take(answer);
            message.fail(Supervision.BAD_REQUEST, "the body is not JSON: " + noJson.getMessage());
            return;
        }
        int longest = inParts == null ? terms.longest : terms.longest - Frames.lengthOfNames(address);
        if (Frames.isLongerThan(longest, text)) {
            unanswered.take(answer);
            message.fail(Supervision.BAD_REQUEST, "the body is larger than " + terms.longest + " bytes");
            return;
        }
        boolean isTold = inParts == null ? outlet.offer(text) : inParts.offer(address, replyAddress(answer), text);
        if (!isTold) {
            unanswered.take(answer);
            refuse(message);
        }
    }

    private static String replyAddress(long answer) {
        return answer == Unanswered.NOBODY ? "" : Unanswered.PREFIX + answer;
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
            if (isRefused(Use.SEND, address, frame)) {
                return;
            }
            if (replyAddress.isEmpty()) {
                bus.send(address, body, options);
            } else {
                await(replyAddress, () -> bus.request(address, body, options));
            }
            return;
        }
        if (replyAddress.isEmpty()) {
            answer(Unanswered.number(address), message -> message.reply(body, options));
            return;
        }
        Message<Object> message = unanswered.take(Unanswered.number(address)).orElse(null);
        if (message == null) {
            tell(Frames.err(address, noSuchMessage()));
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
        if (requests >= terms.mostRequests) {
            refuse(replyAddress, Unanswered.OVERLOADED, terms.mostRequests + " requests are open already");
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
        String line;
        try {
            line = Frames.message(terms.message, Json.encode(replyAddress), reply, Unanswered.NOBODY);
        } catch (EncodeException | IllegalStateException noJson) {
            refuse(replyAddress, Supervision.BAD_REQUEST, "the answer is not JSON: " + noJson);
            return;
        }
        if (Frames.isLongerThan(terms.longest, line)) {
            refuse(replyAddress, Supervision.BAD_REQUEST, "the answer is larger than " + terms.longest + " bytes");
        } else if (!outlet.offer(line)) {
            refuse(replyAddress, Unanswered.OVERLOADED, "overloaded: too much waits for this child");
        }
    }

    /** Its own request has failed. */
    private void refuse(String replyAddress, int code, String why) {
        tell(Frames.err(replyAddress, new ReplyException(ReplyFailure.ERROR, code, why)));
    }

    private void fail(JsonObject frame) {
        int code = Frames.number(frame, "failureCode", -1);
        String why = Frames.textOr(frame, "message", "");
        unanswered.take(Unanswered.number(Frames.text(frame, "address"))).ifPresent(message -> message.fail(code, why));
    }

    private void crash(JsonObject frame) {
        GuestException error = new GuestException(Frames.text(frame, "message"), Frames.textOr(frame, "stack", ""));
        owner.crashed(error, unanswered.peek(Unanswered.number(Frames.textOr(frame, "replyAddress", ""))));
    }

    /** Gives the child no more messages. */
    public void close() {
        List<MessageConsumer<Object>> all = List.copyOf(consumers.values());
        consumers.clear();
        all.forEach(MessageConsumer::unregister);
    }

    /** No answer waits for the next one any longer; for any thread. */
    public void release() {
        unanswered.release();
    }

    /** Nothing will be answered any more. */
    public void failUnanswered(int code, String why) {
        unanswered.failAll(code, why);
    }
}
