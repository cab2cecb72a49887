package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.StreamOptions;
import io.coppice.supervision.StreamOptions.OnTimeout;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.Task;
import io.coppice.supervision.TaskExit;
import io.coppice.supervision.TaskOutcome;
import io.coppice.supervision.TaskStream;
import io.coppice.supervision.Tasks;
import io.coppice.supervision.Work;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The cases of Elixir's tests of {@code Task.Supervisor}, one test each where the case has a meaning here. */
class ElixirTaskSupervisorTest extends OnTasks {

    private static final StreamOptions FOUR = StreamOptions.DEFAULT.withMaxConcurrency(4);

    // Supervised

    @Test
    void canBeSupervisedDirectly() {
        assertThat(running("/tasks").isRunning()).isTrue();
        assertThat(get(tasks.async(() -> Future.succeededFuture(1)).await())).isEqualTo(1);
    }

    @Test
    void multipleSupervisorsCanBeSupervisedAndIdentifiedWithSimpleChildSpec() {
        get(root.startChild(ChildSpec.of("more", SupervisorSpec.ofDynamic())));

        assertThat(get(Tasks.in(vertx, "/more").children())).isEmpty();
        assertThat(children()).isEmpty();
        assertRefused(Refusal.ALREADY_STARTED, root.startChild(ChildSpec.of("more", SupervisorSpec.ofDynamic())));
    }

    @Test
    void countsAndReturnsChildren() {
        Supervisor supervisor = Supervision.of(vertx).supervisor("/tasks").orElseThrow();
        assertThat(children()).isEmpty();
        assertThat(get(supervisor.countChildren()).toJson().getMap().values()).containsOnly(0);
        Task<Void> task = tasks.asyncNolink(OnTasks::never);
        get(task.started());

        assertThat(get(supervisor.countChildren()).active()).isEqualTo(1);
    }

    // async

    @Test
    void asyncSpawnsTasksUnderTheSupervisor() {
        Promise<String> go = Promise.promise();
        Task<String> task = on(caller, () -> tasks.async(go::future));
        Child child = get(task.started());
        assertThat(children()).containsExactly(child);
        assertThat(child.path()).isEqualTo(task.path()).startsWith("/tasks/task-");
        // The link.
        await().until(() -> ((Running) caller).watchers().size() == 1);

        go.complete("done");

        assertThat(get(task.await())).isEqualTo("done");
        assertThat(get(child.ended())).isEqualTo(ExitReason.NORMAL);
        assertThat(caller.isRunning()).isTrue();
        awaitNothingIsLeft();
    }

    @Test
    void asyncWithCustomShutdown() {
        Task<Void> task =
                on(caller, () -> tasks.async(Work.<Void>of(OnTasks::never).withShutdown(Shutdown.BRUTAL_KILL)));
        Child child = get(task.started());

        get(root.terminateChild("tasks"));

        assertThat(get(child.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
    }

    @Test
    void asyncRaisesWhenMaxChildrenIsReached() {
        Tasks one = Tasks.in(vertx, "/one");
        get(one.async(OnTasks::never).started());

        Task<Integer> refused = one.async(() -> Future.succeededFuture(1));

        assertRefused(Refusal.MAX_CHILDREN, refused.started());
        assertRefused(Refusal.MAX_CHILDREN, refused.await());
        assertRefused(Refusal.MAX_CHILDREN, refused.yieldFor(Duration.ofSeconds(1)));
        assertRefused(Refusal.MAX_CHILDREN, refused.shutdown());
    }

    @Test
    void asyncWithCallers() {
        Task<List<List<String>>> task = on(
                caller,
                () -> tasks.async(() -> {
                    List<String> outer = Tasks.callers();
                    return tasks.async(() -> Future.succeededFuture(Tasks.callers()))
                            .await()
                            .map(inner -> List.of(outer, inner));
                }));
        Child outer = get(task.started());

        assertThat(get(task.await())).containsExactly(List.of("/caller"), List.of(outer.path(), "/caller"));
    }

    @Test
    void asyncWithAName() {
        Task<String> task =
                tasks.async(Work.of(() -> Future.succeededFuture("done")).named("Fetch"));

        assertThat(get(task.await())).isEqualTo("done");
        assertThat(events(EventKind.STARTED).stream().filter(e -> e.path().equals(task.path())))
                .singleElement()
                .satisfies(event -> assertThat(event.start()).isEqualTo("Fetch"));
    }

    // async_nolink

    @Test
    void asyncNolinkSpawnsATaskUnderTheSupervisorWithoutLinkingToTheCaller() {
        Promise<String> go = Promise.promise();
        Task<String> task = on(caller, () -> tasks.asyncNolink(go::future));
        Child child = get(task.started());
        assertThat(children()).containsExactly(child);

        caller.exit(ExitReason.crashed("boom"));
        get(caller.ended());
        assertThat(((Running) caller).watchers().size()).isZero();
        go.complete("done");

        assertThat(get(child.ended())).isEqualTo(ExitReason.NORMAL);
        assertThat(get(task.await())).isEqualTo("done");
    }

    @Test
    void asyncNolinkWithCustomShutdown() {
        Task<Void> task = tasks.asyncNolink(Work.<Void>of(OnTasks::never).withShutdown(Shutdown.BRUTAL_KILL));
        Child child = get(task.started());

        get(root.terminateChild("tasks"));

        assertThat(get(child.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
    }

    @Test
    void asyncNolinkRaisesWhenMaxChildrenIsReached() {
        Tasks one = Tasks.in(vertx, "/one");
        get(one.asyncNolink(OnTasks::never).started());

        assertRefused(
                Refusal.MAX_CHILDREN,
                one.asyncNolink(() -> Future.succeededFuture(1)).await());
    }

    // start_child

    @Test
    void startChildStartsWorkThatNobodyWaitsFor() {
        Promise<Void> go = Promise.promise();
        Child child =
                get(on(caller, () -> tasks.startChild(Work.of(() -> go.future().onSuccess(v -> log.add("done"))))));
        assertThat(children()).containsExactly(child);
        assertThat(((Running) caller).watchers().size()).isZero();

        go.complete();

        assertThat(get(child.ended())).isEqualTo(ExitReason.NORMAL);
        assertThat(log).contains("done");
    }

    @Test
    void startChildWithCustomShutdown() {
        Child child = get(tasks.startChild(Work.<Void>of(OnTasks::never).withShutdown(Shutdown.BRUTAL_KILL)));

        get(root.terminateChild("tasks"));

        assertThat(get(child.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
    }

    @Test
    void startChildWithCustomRestart() {
        Work<Void> work = Work.of(() -> {
            log.add("ready");
            return never();
        });
        Child first = get(tasks.startChild(work, RestartType.PERMANENT));
        await().until(() -> log.contains("ready"));

        first.exit(ExitReason.SHUTDOWN);

        assertThat(get(first.ended())).isEqualTo(ExitReason.SHUTDOWN);
        awaitAnother(first.path(), first);
        await().untilAsserted(() -> assertThat(log).filteredOn("ready"::equals).hasSize(2));
    }

    @Test
    void startChildWithCallers() {
        CompletableFuture<List<String>> inner = new CompletableFuture<>();
        Work<Child> outer = Work.of(() -> tasks.startChild(Work.of(() -> {
            inner.complete(Tasks.callers());
            return Future.succeededFuture();
        })));

        Child parent = get(on(caller, () -> tasks.startChild(outer)));

        assertThat(inner.join()).containsExactly(parent.path(), "/caller");
    }

    @Test
    void terminateChildStopsATaskOnce() {
        Child child = get(tasks.startChild(Work.<Void>of(OnTasks::never)));
        assertThat(children()).containsExactly(child);

        get(tasks.terminateChild(child));

        assertThat(children()).isEmpty();
        assertRefused(Refusal.NOT_FOUND, tasks.terminateChild(child));
    }

    // await

    @Test
    void awaitDemonitorsOnTimeout() {
        Promise<String> go = Promise.promise();
        Task<String> task = on(caller, () -> tasks.asyncNolink(go::future));
        Child child = get(task.started());

        assertThat(failure(task.await(Duration.ZERO)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("task " + task.path() + " had no result within 0 ms, and goes on");
        assertThat(child.isRunning()).isTrue();
        go.complete("done");

        assertThat(get(child.ended())).isEqualTo(ExitReason.NORMAL);
        assertThat(get(task.await())).isEqualTo("done");
        awaitNothingIsLeft();
    }

    @Test
    void awaitExitsOnTaskThrow() {
        callerTrapsExits();
        Task<String> task = on(
                caller,
                () -> tasks.async(Work.of(() -> {
                    throw new IOException("unknown");
                })));

        assertThatThrownBy(() -> get(task.await())).hasMessageContaining("unknown");
        await().until(() -> log.contains("exit crashed"));
    }

    @Test
    void awaitExitsOnTaskError() {
        callerTrapsExits();
        Task<String> task = on(caller, () -> tasks.async(() -> Future.failedFuture(new IllegalStateException("oops"))));

        assertThatThrownBy(() -> get(task.await()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("oops");
        awaitNothingIsLeft();
        assertThat(events(EventKind.CRASHED))
                .singleElement()
                .satisfies(event -> assertThat(event.reason().cause()).hasMessage("oops"));
    }

    @Test
    void awaitExitsOnTaskExit() {
        callerTrapsExits();
        Task<String> task = on(
                caller,
                () -> tasks.async(() -> {
                    Supervision.of(vertx).self().orElseThrow().exit(ExitReason.crashed("unknown"));
                    return never();
                }));

        assertThatThrownBy(() -> get(task.await()))
                .isInstanceOfSatisfying(
                        TaskExit.class, e -> assertThat(e.reason()).isEqualTo(ExitReason.crashed("unknown")))
                .hasMessage("task " + task.path() + " ended: crashed: unknown");
    }

    // async_stream; each also as async_stream_nolink

    private static List<StreamOptions> bothWays() {
        return List.of(FOUR, FOUR.nolink());
    }

    private <I, T> TaskStream<I, T> stream(List<I> items, Function<I, Work<T>> work, StreamOptions options) {
        return on(caller, () -> tasks.asyncStream(items.iterator(), work, options));
    }

    private static Work<Integer> done(int n) {
        return Work.of(() -> Future.succeededFuture(n));
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void streamsAnEnumerableWithFun() {
        for (StreamOptions options : bothWays()) {
            assertThat(all(stream(upTo(4), ElixirTaskSupervisorTest::done, options)))
                    .isEqualTo("1 ok 1, 2 ok 2, 3 ok 3, 4 ok 4");
        }
    }

    @Test
    void streamsAnEnumerableWithoutLeakingTasks() {
        for (StreamOptions options : bothWays()) {
            all(stream(upTo(100), ElixirTaskSupervisorTest::done, options));
            awaitNothingIsLeft();
        }
    }

    @Test
    void streamsAnEnumerableWithSlowestFirst() {
        for (StreamOptions options : bothWays()) {
            List<Promise<Integer>> ends = IntStream.rangeClosed(0, 4)
                    .mapToObj(n -> Promise.<Integer>promise())
                    .toList();
            TaskStream<Integer, Integer> stream = stream(
                    upTo(4),
                    n -> Work.of(() -> {
                        // Each lets the one before it go on, and the last goes first.
                        Promise<Integer> end = ends.get(n);
                        if (n == 4) {
                            end.complete(4);
                        }
                        return end.future().onSuccess(v -> {
                            if (n > 1) {
                                ends.get(n - 1).complete(n - 1);
                            }
                        });
                    }),
                    options);

            assertThat(all(stream)).isEqualTo("1 ok 1, 2 ok 2, 3 ok 3, 4 ok 4");
        }
    }

    @Test
    void streamsAnEnumerableWithExits() {
        callerTrapsExits();
        for (StreamOptions options : bothWays()) {
            assertThat(all(stream(upTo(4), n -> failing("no " + n), options)))
                    .isEqualTo("1 crashed no 1, 2 crashed no 2, 3 crashed no 3, 4 crashed no 4");
        }
        assertThat(caller.isRunning()).isTrue();
    }

    @Test
    void shutsDownUnusedTasksWithoutLeakingMessages() {
        for (StreamOptions options : bothWays()) {
            TaskStream<Integer, Integer> stream =
                    stream(List.of(0, 1, 2, 3), n -> n == 0 ? done(0) : Work.of(OnTasks::never), options);
            CompletableFuture<String> first = new CompletableFuture<>();
            stream.handler(item -> {
                first.complete(word(item));
                stream.pause();
            });
            assertThat(first.join()).isEqualTo("0 ok 0");
            assertThat(children()).isNotEmpty();

            get(stream.close());

            awaitNothingIsLeft();
            assertThat(caller.isRunning()).isTrue();
        }
        assertThat(events(EventKind.CRASHED)).isEmpty();
    }

    @Test
    void raisesAnErrorIfMaxChildrenIsReachedWithCleanStreamShutdown() {
        Tasks one = Tasks.in(vertx, "/one");
        for (StreamOptions options : bothWays()) {
            TaskStream<Integer, Integer> stream = on(
                    caller,
                    () -> one.asyncStream(
                            upTo(3).iterator(), n -> Work.of(OnTasks::never), options.withMaxConcurrency(2)));

            assertRefused(Refusal.MAX_CHILDREN, stream.collect(Collectors.toList()));

            assertThat(get(one.children())).isEmpty();
            awaitNothingIsLeft();
        }
    }

    @Test
    void streamsWithCallers() {
        List<String> inner = new CopyOnWriteArrayList<>();
        List<String> outer = new CopyOnWriteArrayList<>();
        Work<Integer> innermost = Work.of(() -> {
            inner.addAll(Tasks.callers());
            return Future.succeededFuture(1);
        });
        TaskStream<Integer, Object> stream = stream(
                List.of(1),
                n -> Work.of(() -> {
                    outer.addAll(Tasks.callers());
                    return tasks.asyncStream(List.of(1).iterator(), m -> innermost)
                            .collect(Collectors.toList())
                            .map(Object.class::cast);
                }),
                FOUR);

        all(stream);

        assertThat(outer).containsExactly("/caller");
        assertThat(inner).hasSize(2).last().isEqualTo("/caller");
    }

    @Test
    void consumingFromAnotherProcess() {
        TaskStream<Integer, Integer> stream = stream(upTo(3), ElixirTaskSupervisorTest::done, FOUR);

        assertThat(on(running("/other"), () -> stream.collect(Collectors.counting())))
                .satisfies(count -> assertThat(get(count)).isEqualTo(3));
    }

    @Test
    void streamsWithTimeoutAndTheInput() {
        StreamOptions options = FOUR.withTimeout(Duration.ofSeconds(1), OnTimeout.KILL_TASK);

        assertThat(all(stream(List.of(1, 100), n -> n == 1 ? done(1) : Work.of(OnTasks::never), options)))
                .isEqualTo("1 ok 1, 100 killed");
        assertThat(caller.isRunning()).isTrue();
        awaitNothingIsLeft();
    }

    @Test
    void streamsWithOuterHaltOnFailure() {
        callerTrapsExits();
        TaskStream<Integer, Integer> stream = stream(upTo(8), n -> failing("no " + n), FOUR);
        List<String> seen = new CopyOnWriteArrayList<>();
        CompletableFuture<Future<Void>> closed = new CompletableFuture<>();
        stream.handler(item -> {
            seen.add(word(item));
            if (seen.size() == 4) {
                closed.complete(stream.pause() == stream ? stream.close() : null);
            }
        });

        get(closed.join());

        assertThat(seen).containsExactly("1 crashed no 1", "2 crashed no 2", "3 crashed no 3", "4 crashed no 4");
        awaitNothingIsLeft();
    }

    @Test
    void doesNotAllowStreamingWithInvalidShutdown() {
        assertThatThrownBy(() -> done(1).withShutdown(Shutdown.within(Duration.ofMillis(-1))))
                .hasMessage("shutdown must be 0 ms or more, not -1");
        assertThatThrownBy(() -> FOUR.withMaxConcurrency(0)).hasMessage("max_concurrency must be 1 or more, not 0");
        assertThatThrownBy(() -> FOUR.withTimeout(Duration.ZERO, OnTimeout.EXIT))
                .hasMessage("timeout must be more than 0 ms, not 0");
    }

    @Test
    void anOutcomeIsAValueOrAReason() {
        assertThat(get(tasks.async(() -> Future.succeededFuture(1)).yieldFor(Duration.ofSeconds(5))))
                .contains(new TaskOutcome.Ok<>(1));
        assertThat(get(tasks.async(OnTasks::never).yieldFor(Duration.ZERO))).isEmpty();
    }
}
