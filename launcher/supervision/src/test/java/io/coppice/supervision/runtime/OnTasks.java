package io.coppice.supervision.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.TaskOutcome;
import io.coppice.supervision.TaskStream;
import io.coppice.supervision.Tasks;
import io.coppice.supervision.Work;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;

/** A tree with a supervisor of tasks, {@code /tasks}, and two verticles that may ask for tasks, {@code /caller} and {@code /other}. */
abstract class OnTasks extends OnVertx {

    final Tasks tasks = Tasks.in(vertx, "/tasks");
    Child caller;
    Supervisor root;

    @BeforeEach
    void startTree() {
        root = get(Supervisor.start(
                vertx,
                SupervisorSpec.of(
                        RestartStrategy.ONE_FOR_ONE,
                        ChildSpec.of("tasks", SupervisorSpec.ofDynamic()),
                        ChildSpec.of("one", SupervisorSpec.ofDynamic().withMaxChildren(1)),
                        plain("caller").withRestart(RestartType.TEMPORARY),
                        plain("other").withRestart(RestartType.TEMPORARY))));
        caller = running("/caller");
    }

    /** Calls something on a child's own context. */
    static <T> T on(Child child, Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        child.context().orElseThrow().runOnContext(v -> {
            try {
                result.complete(call.get());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        return result.orTimeout(10, SECONDS).join();
    }

    static <T> Future<T> never() {
        return Promise.<T>promise().future();
    }

    static <T> Work<T> failing(String why) {
        return Work.of(() -> {
            throw new IllegalStateException(why);
        });
    }

    /** From now on it is not taken down by those that it is linked to. */
    void callerTrapsExits() {
        caller.trapExits(exit -> log.add("exit " + exit.reason().kind().word()));
    }

    static Throwable failure(Future<?> future) {
        await().until(future::isComplete);
        return future.cause();
    }

    static void assertRefused(Refusal refusal, Future<?> answer) {
        assertThatThrownBy(() -> get(answer))
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(refusal));
    }

    /** All outcomes of a stream as {@code 1 ok 1, 2 crashed boom}. */
    static <I, T> String all(TaskStream<I, T> stream) {
        return get(stream.collect(Collectors.mapping(OnTasks::word, Collectors.joining(", "))));
    }

    static <I, T> String word(TaskStream.Item<I, T> item) {
        if (item.outcome() instanceof TaskOutcome.Ok<T> ok) {
            return item.input() + " ok " + ok.value();
        }
        ExitReason reason = ((TaskOutcome.Exited<T>) item.outcome()).reason();
        return item.input() + " " + reason.kind().word()
                + (reason.cause() == null ? "" : " " + reason.cause().getMessage());
    }

    /** No task runs, and nobody watches the caller or has a timer on this Vert.x, but the supervisors their one. */
    void awaitNothingIsLeft() {
        await().untilAsserted(() -> {
            assertThat(get(tasks.children())).isEmpty();
            assertThat(((Running) caller).watchers().size()).isZero();
            assertThat(timers()).isLessThanOrEqualTo(1);
        });
    }

    /** How many timers are set on this Vert.x, which has no other way to tell. */
    int timers() {
        try {
            Field timeouts = vertx.getClass().getDeclaredField("timeouts");
            timeouts.setAccessible(true);
            return ((Map<?, ?>) timeouts.get(vertx)).size();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Vert.x keeps its timers elsewhere now", e);
        }
    }

    List<Child> children() {
        return get(tasks.children());
    }
}
