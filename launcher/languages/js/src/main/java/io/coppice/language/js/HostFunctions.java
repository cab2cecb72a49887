package io.coppice.language.js;

import io.coppice.language.Gate;
import io.coppice.language.Grants.Use;
import io.coppice.language.GuestException;
import io.coppice.language.Unanswered;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** All that JavaScript can do to the node: functions of strings and numbers, for {@code sdk/prelude.js} alone. */
final class HostFunctions {

    private static final int MOST_CONSUMERS = 10_000;
    private static final int MOST_TIMERS = 10_000;
    private static final int MOST_REQUESTS = 10_000;
    private static final long LONGEST_TIMEOUT = 3_600_000;

    private final JsVerticle verticle;
    private final Script script;
    private final Vertx vertx;
    private final EventBus bus;
    private final Gate gate;
    private final Unanswered unanswered;
    private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();
    private final Map<Long, Long> timers = new HashMap<>();
    private int requests;

    HostFunctions(JsVerticle verticle, Script script, Vertx vertx, Gate gate, Unanswered unanswered) {
        this.verticle = verticle;
        this.script = script;
        this.vertx = vertx;
        this.bus = vertx.eventBus();
        this.gate = gate;
        this.unanswered = unanswered;
    }

    /** What the prelude calls {@code node}: the function with this name, of the arguments after it. */
    @Nullable
    Object call(Value... a) {
        String name = a[0].asString();
        // Nothing that it says comes before what it has answered by then.
        unanswered.release();
        switch (name) {
            case "register" -> register(a[1].asString(), a[2].asBoolean(), a[3]);
            case "unregister" -> unregister(a[1].asString());
            case "send" -> send(a[1].asString(), Values.value(a[2].asString()));
            case "publish" -> publish(a[1].asString(), Values.value(a[2].asString()));
            case "request" -> request(a[1].asLong(), a[2].asString(), Values.value(a[3].asString()), a[4].asDouble());
            case "fail" -> fail(a[1].asLong(), a[2].asDouble(), a[3].asString());
            case "timer" -> timer(a[1].asLong(), a[2].asDouble(), a[3].asBoolean());
            case "cancel" -> cancel(a[1].asLong());
            case "log" -> verticle.log(level(a[1].asString()), a[2].asString());
            case "crashed" -> verticle.crashed(a[1].asString(), a[2].asString(), a[3].asLong());
            case "exit" -> verticle.exit();
            case "started" -> verticle.started(registered());
            case "stopped" -> verticle.stopped();
            case "services" -> {
                return script.services();
            }
            case "resolve" -> {
                return resolve(a[1].asString(), a[2].asString());
            }
            case "read" -> {
                return read(a[1].asString());
            }
            case "commonJs" -> {
                return commonJs(a[1].asString());
            }
            default -> throw new IllegalArgumentException("the node has no function " + name);
        }
        return null;
    }

    /** What the prelude calls {@code reply}, apart from the others as it is called for nearly each message. */
    @Nullable
    Object reply(Value... a) {
        Object value = Values.value(a[1].asString());
        unanswered.answer(a[0].asLong(), message -> message.reply(value));
        return null;
    }

    private void pass(Use use, String address, @Nullable Object body) {
        gate.refusal(use, address, body).ifPresent(refusal -> {
            throw new IllegalStateException(refusal.getMessage());
        });
    }

    private void send(String address, @Nullable Object body) {
        pass(Use.SEND, address, body);
        bus.send(address, body);
    }

    private void publish(String address, @Nullable Object body) {
        pass(Use.PUBLISH, address, body);
        bus.publish(address, body);
    }

    private void register(String address, boolean local, Value code) {
        pass(Use.CONSUME, address, null);
        require(consumers.size() < MOST_CONSUMERS, "more than " + MOST_CONSUMERS + " consumers");
        MessageConsumer<Object> consumer = local
                ? bus.localConsumer(address, message -> verticle.deliver(code, message))
                : bus.consumer(address, message -> verticle.deliver(code, message));
        consumers.put(address, consumer);
        consumer.completion().onFailure(cause -> {
            // Not of one that has ended itself.
            if (consumers.remove(address, consumer)) {
                verticle.crashed(new GuestException("a consumer is not known: " + address + ": " + cause, ""), null);
            }
        });
    }

    /** Completes when all of its consumers are known. */
    private Future<?> registered() {
        return Future.all(
                consumers.values().stream().map(MessageConsumer::completion).toList());
    }

    private void unregister(String address) {
        Optional.ofNullable(consumers.remove(address)).ifPresent(MessageConsumer::unregister);
    }

    private void request(long id, String address, @Nullable Object body, double timeout) {
        require(requests < MOST_REQUESTS, "more than " + MOST_REQUESTS + " requests are open");
        require(timeout >= 1 && timeout <= LONGEST_TIMEOUT, "a timeout must be from 1 to " + LONGEST_TIMEOUT + " ms");
        Optional<ReplyException> refusal = gate.refusal(Use.SEND, address, body);
        if (refusal.isPresent()) {
            // Later, as all failures come: the promise is being made.
            vertx.runOnContext(v -> verticle.run(() -> refused(id, refusal.get())));
            return;
        }
        requests++;
        bus.request(address, body, new DeliveryOptions().setSendTimeout((long) timeout))
                .onComplete(reply -> {
                    requests--;
                    verticle.run(() -> {
                        if (reply.failed()) {
                            refused(id, reply.cause());
                        } else {
                            replied(id, reply.result());
                        }
                    });
                });
    }

    private void replied(long id, Message<Object> reply) {
        String body;
        try {
            body = Values.json(reply.body());
        } catch (IllegalArgumentException noJson) {
            refused(id, noJson);
            return;
        }
        script.call("replied", id, reply.address(), body, Values.headers(reply));
    }

    private void refused(long id, Throwable cause) {
        ReplyException failure = cause instanceof ReplyException known
                ? known
                : new ReplyException(ReplyFailure.ERROR, -1, cause.toString());
        script.call(
                "refused",
                id,
                failure.failureCode(),
                failure.failureType().name(),
                String.valueOf(failure.getMessage()));
    }

    private void fail(long number, double code, String text) {
        unanswered.take(number).ifPresent(message -> message.fail((int) code, text));
    }

    private void timer(long id, double millis, boolean repeats) {
        require(timers.size() < MOST_TIMERS, "more than " + MOST_TIMERS + " timers");
        long delay = (long) Math.min(millis, Integer.MAX_VALUE);
        timers.put(
                id,
                repeats
                        ? vertx.setPeriodic(delay, timer -> fire(id))
                        : vertx.setTimer(delay, timer -> {
                            timers.remove(id);
                            fire(id);
                        }));
    }

    private void fire(long id) {
        verticle.run(() -> script.call("fire", id));
    }

    private void cancel(long id) {
        Optional.ofNullable(timers.remove(id)).ifPresent(vertx::cancelTimer);
    }

    private static Level level(String word) {
        return switch (word) {
            case "debug" -> Level.DEBUG;
            case "warn" -> Level.WARNING;
            case "error" -> Level.ERROR;
            default -> Level.INFO;
        };
    }

    private String resolve(String folder, String name) {
        try {
            return script.files().resolve(Path.of(folder), name).toString();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing.getMessage(), missing);
        }
    }

    private String read(String file) {
        try {
            return script.files().read(Path.of(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable.getMessage(), unreadable);
        }
    }

    private Value commonJs(String file) {
        try {
            return script.commonJs(Path.of(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable.getMessage(), unreadable);
        }
    }

    private static void require(boolean fits, String what) {
        if (!fits) {
            throw new IllegalStateException(what);
        }
    }
}
