package io.coppice.supervision.nodes;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The door of a node for messages to names: one address that the cluster knows, however many children are registered, as each
 * address of a cluster costs every node something.
 *
 * <p>It leads to addresses at which children have registered themselves, and to no others.
 */
public final class NameGateway {

    /** So many requests may wait for their answers here; more are refused. */
    public static final int MOST_WAITING = 10_000;

    private static final String NAME = "coppice-name";
    private static final String ID = "coppice-id";
    private static final String LIMIT = "coppice-limit";

    private final Vertx vertx;
    private final Directory directory;
    private final AtomicInteger waiting = new AtomicInteger();

    private NameGateway(Vertx vertx, Directory directory) {
        this.vertx = vertx;
        this.directory = directory;
    }

    /** Opens it, for a host, outside of any verticle; when that is done, other nodes can reach the names of this one. */
    public static Future<Void> open(Vertx vertx, Directory directory) {
        NameGateway gateway = new NameGateway(vertx, directory);
        return vertx.eventBus()
                .consumer(addressOf(directory.process()), gateway::receive)
                .completion();
    }

    private static String addressOf(String process) {
        return "coppice.names." + process;
    }

    /**
     * Sends a request to a registered child, wherever it is.
     *
     * @return its answer. Fails with a {@link ReplyException}: of the type {@code NO_HANDLERS} or with the code
     *     {@link Supervision#NOT_HANDLED} where nothing was done, {@code TIMEOUT} where nobody knows, also at once when its node is
     *     gone, and otherwise as the child answered
     */
    public static <T extends @Nullable Object> Future<Message<T>> request(
            Vertx vertx, String name, NamedChild child, @Nullable Object body, DeliveryOptions options) {
        if (child.address().isEmpty()) {
            return Future.failedFuture(nobody(child.path() + " on node " + child.node() + " takes no messages"));
        }
        if (isHere(vertx, child)) {
            return vertx.eventBus().request(child.address(), body, new DeliveryOptions(options).setLocalOnly(true));
        }
        Promise<Message<T>> answer = VertxInternals.promiseOnContext(vertx);
        Future<Message<T>> asked =
                vertx.eventBus().request(addressOf(child.process()), body, addressed(options, name, child));
        String gone = "node " + child.node() + " is gone; it may have been done or not";
        Runnable forget = Departures.of(vertx)
                .await(
                        child.node(),
                        () -> VertxInternals.tell(
                                answer, Future.failedFuture(new ReplyException(ReplyFailure.TIMEOUT, -1, gone))));
        asked.onComplete(done -> {
            forget.run();
            VertxInternals.tell(answer, done);
        });
        return answer.future();
    }

    /** Sends a message to a registered child, wherever it is; whether it gets there, nobody is told. */
    public static void send(
            Vertx vertx, String name, NamedChild child, @Nullable Object body, DeliveryOptions options) {
        if (isHere(vertx, child)) {
            vertx.eventBus().send(child.address(), body, new DeliveryOptions(options).setLocalOnly(true));
        } else {
            vertx.eventBus().send(addressOf(child.process()), body, addressed(options, name, child));
        }
    }

    /** The failure of a message that nobody takes. */
    public static ReplyException nobody(String why) {
        return new ReplyException(ReplyFailure.NO_HANDLERS, -1, why);
    }

    private static boolean isHere(Vertx vertx, NamedChild child) {
        return child.process().equals(Directory.of(vertx).process());
    }

    private static DeliveryOptions addressed(DeliveryOptions options, String name, NamedChild child) {
        return new DeliveryOptions(options)
                .setLocalOnly(false)
                .addHeader(NAME, name)
                .addHeader(ID, String.valueOf(child.id()))
                .addHeader(LIMIT, String.valueOf(options.getSendTimeout()));
    }

    private void receive(Message<Object> message) {
        MultiMap headers = message.headers();
        Optional<NamedChild> child = find(headers.get(NAME), headers.get(ID));
        if (child.isEmpty()) {
            message.fail(Supervision.NOT_HANDLED, "it is not registered on this node any more");
            return;
        }
        DeliveryOptions options = new DeliveryOptions().setLocalOnly(true);
        headers.forEach(header -> {
            if (!header.getKey().startsWith("coppice-")) {
                options.addHeader(header.getKey(), header.getValue());
            }
        });
        String address = child.get().address();
        if (message.replyAddress() == null) {
            vertx.eventBus().send(address, message.body(), options);
        } else if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            message.fail(Refusal.OVERLOADED.code(), MOST_WAITING + " requests to names of this node wait already");
        } else {
            vertx.eventBus()
                    .request(address, message.body(), options.setSendTimeout(limit(headers.get(LIMIT))))
                    .onComplete(answer -> {
                        waiting.decrementAndGet();
                        if (answer.succeeded()) {
                            Message<Object> reply = answer.result();
                            message.reply(reply.body(), new DeliveryOptions().setHeaders(reply.headers()));
                        } else {
                            fail(message, answer.cause());
                        }
                    });
        }
    }

    private Optional<NamedChild> find(@Nullable String name, @Nullable String id) {
        return name == null
                ? Optional.empty()
                : directory.table().find(name).stream()
                        .filter(child -> child.process().equals(directory.process())
                                && String.valueOf(child.id()).equals(id)
                                && !child.address().isEmpty())
                        .findFirst();
    }

    private static long limit(@Nullable String text) {
        try {
            return text == null ? DeliveryOptions.DEFAULT_TIMEOUT : Math.max(1, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return DeliveryOptions.DEFAULT_TIMEOUT;
        }
    }

    private static void fail(Message<?> message, Throwable cause) {
        if (!(cause instanceof ReplyException failure)) {
            message.fail(Supervision.CRASHED, cause.toString());
        } else if (failure.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            message.fail(failure.failureCode(), failure.getMessage());
        } else if (isUndone(failure)) {
            message.fail(Supervision.NOT_HANDLED, failure.getMessage());
        }
        // What is late here is late there as well.
    }

    private static boolean isUndone(ReplyException failure) {
        // How Vert.x answers what still waits for a consumer that is gone.
        return failure.failureType() == ReplyFailure.NO_HANDLERS
                || String.valueOf(failure.getMessage()).startsWith("Discarded the request");
    }
}
