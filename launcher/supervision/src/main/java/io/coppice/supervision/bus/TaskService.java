package io.coppice.supervision.bus;

import io.coppice.supervision.Names;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Task;
import io.coppice.supervision.Tasks;
import io.coppice.supervision.Work;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Tasks of this node that any node may ask for by their names, on the address {@code tasks.NODE.PATH}.
 *
 * <p>{@code {"action": "run", "task": "count", "input": {...}, "timeout": 5000}} starts one under the supervisor with the path,
 * and is answered with its result.
 */
public final class TaskService {

    /** So many tasks may be awaited over the bus at a time; more are refused. */
    public static final int MOST_WAITING = 10_000;

    /** The failure code where the task had no result in time, and was shut down. */
    public static final int LATE = 504;

    private static final int LONGEST_TIMEOUT = 24 * 60 * 60 * 1000;

    private final Tasks tasks;
    private final String path;
    private final Map<String, Function<JsonObject, Work<JsonObject>>> works;
    private final AtomicInteger waiting = new AtomicInteger();

    private TaskService(Tasks tasks, String path, Map<String, Function<JsonObject, Work<JsonObject>>> works) {
        this.tasks = tasks;
        this.path = path;
        this.works = works;
    }

    /**
     * Serves work by its names, on the caller's context; with a supervised verticle that calls this, the service goes. The returned
     * consumer's {@code completion} says when other nodes can ask for it.
     *
     * @param path of the supervisor of the tasks
     * @param works what to do for an input; what this throws is told to who has asked
     */
    public static MessageConsumer<Object> serve(
            Vertx vertx, String path, Map<String, Function<JsonObject, Work<JsonObject>>> works) {
        TaskService service = new TaskService(Tasks.in(vertx, path), path, Map.copyOf(works));
        return vertx.eventBus().consumer(addressOf(Nodes.of(vertx).self(), path), service::handle);
    }

    /** The address of the tasks of a node under the supervisor with this path. */
    public static String addressOf(String node, String path) {
        StringBuilder address = new StringBuilder("tasks.").append(Names.escape(node));
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                address.append('.').append(Names.escape(segment));
            }
        }
        return address.toString();
    }

    private void handle(Message<Object> message) {
        if (waiting.get() >= MOST_WAITING) {
            message.fail(Refusal.OVERLOADED.code(), "tasks of " + path + ": " + MOST_WAITING + " are awaited already");
            return;
        }
        waiting.incrementAndGet();
        Future<JsonObject> result;
        try {
            result = run(message.body());
        } catch (Throwable e) {
            result = Future.failedFuture(e);
        }
        result.onComplete(done -> {
            waiting.decrementAndGet();
            if (done.succeeded()) {
                message.reply(done.result());
            } else {
                message.fail(codeOf(done.cause()), textOf(done.cause()));
            }
        });
    }

    private Future<JsonObject> run(Object body) {
        if (!(body instanceof JsonObject request) || !"run".equals(request.getValue("action"))) {
            throw new IllegalArgumentException(
                    "the body must be {\"action\": \"run\", \"task\": name, \"input\": {...}}");
        }
        String name = Fields.text(request, "task");
        if (!(request.getValue("input", new JsonObject()) instanceof JsonObject input)) {
            throw new IllegalArgumentException("\"input\" must be a JSON object");
        }
        Object millis = request.getValue("timeout", Task.DEFAULT_TIMEOUT.toMillis());
        if (!(millis instanceof Number number) || number.longValue() < 1 || number.longValue() > LONGEST_TIMEOUT) {
            throw new IllegalArgumentException(
                    "\"timeout\" must be a number of milliseconds from 1 to " + LONGEST_TIMEOUT + ", not " + millis);
        }
        Function<JsonObject, Work<JsonObject>> work = works.get(name);
        if (work == null) {
            throw new SupervisionException(
                    Refusal.NOT_FOUND,
                    "no task \"" + name + "\" is served under " + path + "; known: "
                            + String.join(", ", new TreeSet<>(works.keySet())),
                    null);
        }
        Task<JsonObject> task = tasks.asyncNolink(work.apply(input).named(name));
        return task.await(Duration.ofMillis(number.longValue())).onFailure(failure -> {
            if (failure instanceof TimeoutException) {
                // Nobody waits for it any more.
                task.shutdown();
            }
        });
    }

    private static int codeOf(Throwable cause) {
        if (cause instanceof SupervisionException refused) {
            return refused.code().code();
        }
        if (cause instanceof TimeoutException) {
            return LATE;
        }
        return cause instanceof IllegalArgumentException ? Supervision.BAD_REQUEST : Supervision.CRASHED;
    }

    private static String textOf(Throwable cause) {
        return codeOf(cause) == Supervision.CRASHED ? cause.toString() : String.valueOf(cause.getMessage());
    }
}
