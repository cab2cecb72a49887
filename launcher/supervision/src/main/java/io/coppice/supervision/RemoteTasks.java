package io.coppice.supervision;

import io.coppice.supervision.bus.TaskService;
import io.coppice.supervision.nodes.Departures;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.runtime.VertxInternals;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Tasks on another node, or on this one by its name: Elixir's {@code Task.Supervisor.async({KV.RouterTasks, node}, ...)}.
 *
 * <pre>{@code
 * TaskService.serve(vertx, "/tasks", Map.of("count", input -> Work.blocking(() -> count(input)))); // there
 * Future<JsonObject> words = Tasks.in(vertx, "/tasks").on("b").async("count", text);               // here
 * }</pre>
 *
 * <p>Code does not travel between nodes, so that work has a name there, takes JSON and gives JSON. It is not linked to its caller:
 * where this node or the caller ends, it goes on until its time is over.
 */
public final class RemoteTasks {

    /** The answer that is late there has to get here too. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final String node;
    private final String path;

    RemoteTasks(Vertx vertx, String node, String path) {
        this.vertx = vertx;
        this.node = node;
        this.path = path;
    }

    /** {@link #async(String, JsonObject, Duration)} with {@link Task#DEFAULT_TIMEOUT}. */
    public Future<JsonObject> async(String name, JsonObject input) {
        return async(name, input, Task.DEFAULT_TIMEOUT);
    }

    /**
     * Starts a task, and awaits it.
     *
     * @return its result; failed with a {@link SupervisionException} where it was not started, or the node has gone since and it
     *     may have been done; with a {@link ReplyException} that has the reason where it crashed; with a
     *     {@link TimeoutException} after that time, when it is shut down
     */
    public Future<JsonObject> async(String name, JsonObject input, Duration timeout) {
        Nodes nodes = Nodes.of(vertx);
        if (!nodes.membership().nodes().contains(node)) {
            return refused(
                    Refusal.NOT_FOUND,
                    "node " + node + " is not there; there are "
                            + String.join(", ", nodes.membership().nodes()));
        }
        Promise<JsonObject> result = VertxInternals.promiseOnContext(vertx);
        String why = "node " + node + " has gone; task " + name + " may have been done or not";
        Runnable forget = Departures.of(vertx)
                .await(node, () -> VertxInternals.tell(result, refused(Refusal.SHUTTING_DOWN, why)));
        JsonObject request = new JsonObject()
                .put("action", "run")
                .put("task", name)
                .put("input", input)
                .put("timeout", Timers.millis(timeout));
        vertx.eventBus()
                .<JsonObject>request(
                        TaskService.addressOf(node, path),
                        request,
                        new DeliveryOptions().setSendTimeout(Timers.millis(timeout.plus(GRACE))))
                .map(reply -> reply.body())
                .recover(failure -> Future.failedFuture(explained(name, timeout, failure)))
                .onComplete(done -> {
                    forget.run();
                    VertxInternals.tell(
                            result,
                            done.succeeded()
                                    ? Future.succeededFuture(done.result())
                                    : Future.failedFuture(done.cause()));
                });
        return result.future();
    }

    private Throwable explained(String name, Duration timeout, Throwable failure) {
        if (!(failure instanceof ReplyException reply)) {
            return failure;
        }
        if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
            return new SupervisionException(Refusal.NOT_FOUND, "node " + node + " serves no tasks under " + path, null);
        }
        if (reply.failureType() == ReplyFailure.TIMEOUT || reply.failureCode() == TaskService.LATE) {
            return new TimeoutException(
                    "task " + name + " on node " + node + " had no result within " + timeout.toMillis() + " ms");
        }
        return reply;
    }

    private static Future<JsonObject> refused(Refusal why, String text) {
        return Future.failedFuture(new SupervisionException(why, text, null));
    }
}
