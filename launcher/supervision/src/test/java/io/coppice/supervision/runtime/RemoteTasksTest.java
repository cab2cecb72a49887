package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Tasks;
import io.coppice.supervision.Work;
import io.coppice.supervision.bus.TaskService;
import io.coppice.supervision.nodes.Membership;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.Partitions;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks that are asked for by the name of a node and their own. */
class RemoteTasksTest extends OnTasks {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<String> members = List.of("a", "b");

    @BeforeEach
    void serve() {
        Nodes.install(vertx, new Nodes() {
            @Override
            public String self() {
                return "a";
            }

            @Override
            public Membership membership() {
                return new Membership(members, true, true);
            }

            @Override
            public Partitions partitions() {
                return Partitions.of("a");
            }

            @Override
            public Runnable listen(Runnable listener) {
                listeners.add(listener);
                return () -> listeners.remove(listener);
            }
        });
        Map<String, Function<JsonObject, Work<JsonObject>>> works = Map.of(
                "double",
                input -> Work.of(
                        () -> Future.succeededFuture(new JsonObject().put("twice", 2 * input.getInteger("number")))),
                "fail",
                input -> Work.of(() -> Future.failedFuture(new IllegalStateException("no paper"))),
                "never",
                input -> Work.of(() -> Promise.<JsonObject>promise().future()));
        get(TaskService.serve(vertx, "/tasks", works).completion());
    }

    private SupervisionException refusal(Future<?> task) {
        return (SupervisionException) failure(task);
    }

    @Test
    void aTaskGivesItsResult() {
        Future<JsonObject> task = tasks.on("a").async("double", new JsonObject().put("number", 21));

        assertThat(get(task)).isEqualTo(new JsonObject().put("twice", 42));
        assertThat(listeners).as("one for all who wait").hasSizeLessThan(2);
    }

    @Test
    void aCrashIsToldWithItsReasonAndReportedWhereItWas() {
        Throwable failure = failure(tasks.on("a").async("fail", new JsonObject()));

        assertThat(failure).isInstanceOfSatisfying(ReplyException.class, e -> {
            assertThat(e.failureCode()).isEqualTo(Supervision.CRASHED);
            assertThat(e.getMessage()).contains("IllegalStateException: no paper");
        });
        await().untilAsserted(() -> assertThat(Supervision.of(vertx).crashes(10))
                .anyMatch(crash -> crash.path().startsWith("/tasks/")));
    }

    @Test
    void aTaskThatTakesTooLongIsShutDown() {
        Throwable failure = failure(tasks.on("a").async("never", new JsonObject(), Duration.ofMillis(50)));

        assertThat(failure)
                .isInstanceOf(TimeoutException.class)
                .hasMessage("task never on node a had no result within 50 ms");
        await().until(() -> get(tasks.children()).isEmpty());
    }

    @Test
    void whatCannotBeStartedIsRefusedClearly() {
        assertThat(refusal(tasks.on("x").async("double", new JsonObject())))
                .hasMessageContaining("node x is not there; there are a, b")
                .extracting(SupervisionException::code)
                .isEqualTo(Refusal.NOT_FOUND);
        assertThat(refusal(tasks.on("b").async("double", new JsonObject())))
                .hasMessageContaining("node b serves no tasks under /tasks");
        assertThat(failure(tasks.on("a").async("unknown", new JsonObject())))
                .hasMessageContaining("no task \"unknown\" is served under /tasks; known: double, fail, never");
        assertThatThrownBy(() -> get(vertx.eventBus()
                        .request(TaskService.addressOf("a", "/tasks"), new JsonObject().put("action", "start"))))
                .hasMessageContaining("\"action\": \"run\"");
    }

    @Test
    void whoWaitsForANodeThatGoesIsToldAtOnce() {
        vertx.eventBus().consumer(TaskService.addressOf("b", "/tasks"), message -> {});
        Future<JsonObject> task = Tasks.in(vertx, "/tasks").on("b").async("double", new JsonObject());
        assertThat(task.isComplete()).isFalse();

        members = List.of("a");
        listeners.forEach(Runnable::run);

        assertThat(refusal(task))
                .hasMessageContaining("node b has gone; task double may have been done or not")
                .extracting(SupervisionException::code)
                .isEqualTo(Refusal.SHUTTING_DOWN);
    }
}
