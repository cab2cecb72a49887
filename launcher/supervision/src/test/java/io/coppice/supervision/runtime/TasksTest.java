package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Task;
import io.coppice.supervision.TaskExit;
import io.coppice.supervision.TaskOutcome;
import io.coppice.supervision.Tasks;
import io.coppice.supervision.Work;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a task is beside Elixir's own cases: its context, its ends, and what it leaves behind. */
class TasksTest extends OnTasks {

    private static final ExitReason BOOM = ExitReason.crashed("boom");

    @Test
    void aTaskWorksOnAContextOfItsOwnAndAnswersOnTheCallers() {
        CompletableFuture<Context> answeredOn = new CompletableFuture<>();
        Task<Context> task = on(caller, () -> {
            Task<Context> asked = tasks.async(() -> Future.succeededFuture(Vertx.currentContext()));
            asked.await().onComplete(done -> answeredOn.complete(Vertx.currentContext()));
            return asked;
        });
        Context callers = caller.context().orElseThrow();

        // The task has ended by now, and tells of no context any more.
        assertThat(get(task.await()).deploymentID()).isNotNull().isNotEqualTo(callers.deploymentID());
        assertThat(answeredOn.join()).isSameAs(callers);
    }

    @Test
    void blockingWorkHoldsAWorkersThread() {
        assertThat(get(tasks.async(Work.blocking(Context::isOnWorkerThread)).await()))
                .isTrue();
        assertThatThrownBy(() -> get(tasks.asyncNolink(Work.blocking(() -> {
                            throw new IllegalStateException("boom");
                        }))
                        .await()))
                .hasMessage("boom");
    }

    @Test
    void aVirtualThreadThatThisJavaDoesNotHaveIsARefusal() {
        Task<Boolean> task = tasks.async(Work.onVirtualThread(
                () -> Vertx.currentContext().threadingModel() == io.vertx.core.ThreadingModel.VIRTUAL_THREAD));
        if (Runtime.version().feature() >= 21) {
            assertThat(get(task.await())).isTrue();
        } else {
            assertRefused(Refusal.START_FAILED, task.await());
        }
    }

    @Test
    void whereNoSupervisorRunsEveryCallSaysSo() {
        Tasks none = Tasks.in(vertx, "/none");

        assertRefused(Refusal.NOT_FOUND, none.async(OnTasks::never).await());
        assertRefused(Refusal.NOT_FOUND, none.startChild(Work.of(OnTasks::never)));
        assertRefused(Refusal.NOT_FOUND, none.children());
        assertThatThrownBy(() -> Tasks.in(vertx, "tasks"))
                .hasMessage("the path of a supervisor begins with /, not so \"tasks\"");
    }

    // Links

    @Test
    void S18_link_aCallerEndsWithItsTask() {
        Task<Void> task = on(caller, () -> tasks.async(failing("boom")));

        assertThat(get(caller.ended()).cause()).hasMessage("boom");
        assertThat(failure(task.await())).hasMessage("boom");
    }

    @Test
    void S18_link_aTaskEndsWithItsCaller() {
        Task<Void> task = on(caller, () -> tasks.async(OnTasks::never));
        Child child = get(task.started());
        await().until(() -> ((Running) caller).watchers().size() == 1);

        caller.exit(BOOM);

        assertThat(get(child.ended())).isEqualTo(BOOM);
        assertThat(get(task.yieldFor(Duration.ofSeconds(5)))).contains(new TaskOutcome.Exited<>(BOOM));
        assertThatThrownBy(() -> get(task.await()))
                .isInstanceOf(TaskExit.class)
                .hasMessage("task " + task.path() + " ended: crashed: boom");
    }

    @Test
    void aTaskWhoseCallerIsGoneBeforeItBeginsDoesNoWork() {
        // Its supervisor's turn comes when the caller is down.
        CompletableFuture<Task<Void>> asked = new CompletableFuture<>();
        caller.context().orElseThrow().runOnContext(v -> {
            caller.exit(BOOM);
            asked.complete(tasks.async(() -> {
                log.add("works");
                return never();
            }));
        });

        get(caller.ended());
        Optional<TaskOutcome<Void>> outcome = get(asked.join().yieldFor(Duration.ofSeconds(5)));

        assertThat(outcome).isPresent();
        await().until(() -> children().isEmpty());
    }

    @Test
    void anIgnoredTaskGoesOnWithoutItsCaller() {
        Promise<Integer> go = Promise.promise();
        Task<Integer> task = on(caller, () -> tasks.async(go::future));
        Child child = get(task.started());
        await().until(() -> ((Running) caller).watchers().size() == 1);

        assertThat(task.ignore()).isEmpty();

        assertThat(((Running) caller).watchers().size()).isZero();
        caller.exit(BOOM);
        get(caller.ended());
        go.complete(1);
        assertThat(get(child.ended())).isEqualTo(ExitReason.NORMAL);
        assertThat(task.ignore()).contains(new TaskOutcome.Ok<>(1));
    }

    @Test
    void anUnlinkedTaskEndsAlsoWhenItsCallerIsGone() {
        Promise<Integer> go = Promise.promise();
        asOneThatIsGone(() -> tasks.asyncNolink(go::future).started());

        go.complete(1);

        await().until(() -> children().isEmpty());
        assertThat(events(EventKind.EXITED))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo(ExitReason.NORMAL));
    }

    @Test
    void oneWhoWaitedAndIsGoneKeepsNoOtherFromTheOutcome() {
        Promise<Integer> go = Promise.promise();
        Task<Integer> task = tasks.asyncNolink(go::future);
        asOneThatIsGone(() -> {
            for (int i = 0; i < 20; i++) {
                task.await(Duration.ofHours(1));
            }
            return task.started();
        });
        Future<Integer> result = task.await(Duration.ofHours(1));

        go.complete(1);

        assertThat(get(result)).isEqualTo(1);
    }

    // Await

    @Test
    void aLinkedTaskThatNobodyWaitsForAnyMoreIsShutDownAndItsCallerGoesOn() {
        Task<Void> task = on(caller, () -> tasks.async(OnTasks::never));
        Child child = get(task.started());

        assertThat(failure(task.await(Duration.ofMillis(1))))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("task " + task.path() + " had no result within 1 ms, and is shut down");

        assertThat(get(child.ended())).isEqualTo(ExitReason.SHUTDOWN);
        awaitNothingIsLeft();
        assertThat(caller.isRunning()).isTrue();
    }

    @Test
    void aTaskOfACallerThatIsNoVerticleHasNoLinkAndOutlivesAnAwait() {
        Task<Void> task = tasks.async(OnTasks::never);

        assertThat(failure(task.await(Duration.ofMillis(1)))).hasMessageEndingWith("and goes on");

        assertThat(get(task.started()).isRunning()).isTrue();
    }

    @Test
    void manyAreAwaitedTogetherInTheirOrder() {
        Promise<Integer> slow = Promise.promise();
        List<Task<Integer>> both = List.of(tasks.async(slow::future), tasks.async(() -> Future.succeededFuture(2)));
        Future<List<Integer>> results = Task.awaitMany(both);
        get(both.get(1).await());
        slow.complete(1);

        assertThat(get(results)).containsExactly(1, 2);
        assertThat(get(Task.awaitMany(List.<Task<Integer>>of()))).isEmpty();
        assertThat(failure(Task.awaitMany(List.of(tasks.async(OnTasks::never)), Duration.ofMillis(1))))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void whoWaitsManyTimesLeavesNothingBehind() {
        Task<Void> task = tasks.asyncNolink(OnTasks::never);
        for (int i = 0; i < 100; i++) {
            assertThat(get(task.yieldFor(Duration.ofMillis(1)))).isEmpty();
        }
        assertThat(task)
                .extracting("waiting")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .isEmpty();
        assertThat(timers()).isLessThanOrEqualTo(1);
    }

    // Shutdown

    @Test
    void aShutDownTaskHasNoOutcomeUnlessItHadOneBefore() {
        Task<Integer> done = tasks.async(() -> Future.succeededFuture(1));
        get(done.await());
        Task<Integer> working = on(caller, () -> tasks.async(OnTasks::never));

        assertThat(get(done.shutdown())).contains(new TaskOutcome.Ok<>(1));
        assertThat(get(working.shutdown())).isEmpty();
        assertThat(get(working.shutdown(Shutdown.BRUTAL_KILL))).isEmpty();

        assertThat(caller.isRunning()).isTrue();
        awaitNothingIsLeft();
    }

    @Test
    void aTaskThatHoldsItsThreadIsKilledAfterTheTimeThatShutdownGives() {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> held = new CompletableFuture<>();
        Task<Void> task = tasks.asyncNolink(Work.<Void>blocking(() -> {
                    held.complete(null);
                    release.await();
                    return null;
                })
                .withShutdown(Shutdown.INFINITY));
        held.join();
        try {
            assertThat(get(task.shutdown(Shutdown.within(Duration.ofMillis(20)))))
                    .isEmpty();

            assertThat(events(EventKind.ABANDONED)).hasSize(1);
        } finally {
            release.countDown();
        }
    }

    @Test
    void S10_stoppingAChild_anExitWithKilledKillsAtOnceAndCutsAStopShort() {
        Promise<Void> never = Promise.promise();
        Child stubborn = get(root.startChild(child("stubborn", () -> new Plain("stubborn") {
                    @Override
                    public Future<?> stop() {
                        log.add("stopping");
                        return never.future();
                    }
                })
                .withRestart(RestartType.TEMPORARY)
                .withShutdown(Shutdown.INFINITY)));
        stubborn.exit(ExitReason.SHUTDOWN);
        await().until(() -> log.contains("stopping"));

        stubborn.exit(ExitReason.KILLED);

        assertThat(get(stubborn.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
    }

    // Ends

    @Test
    void aCrashIsReportedOnceWithItsCause() {
        Task<Void> task = tasks.asyncNolink(failing("boom"));

        assertThat(failure(task.await())).hasMessage("boom");
        assertThatThrownBy(() -> get(task.await())).hasMessage("boom");
        awaitNothingIsLeft();
        assertThat(events(EventKind.CRASHED)).singleElement().satisfies(event -> {
            assertThat(event.path()).isEqualTo(task.path());
            assertThat(event.stack()).contains("boom");
        });
    }

    @Test
    void anExceptionOnTheTasksContextIsItsCrash() {
        Task<Void> task = tasks.asyncNolink(() -> {
            vertx.runOnContext(v -> {
                throw new IllegalStateException("boom");
            });
            return never();
        });

        assertThatThrownBy(() -> get(task.await())).hasMessage("boom");
    }

    @Test
    void workThatReturnsNullSaysSo() {
        assertThatThrownBy(() -> get(tasks.asyncNolink(() -> null).await()))
                .hasMessage("the work of a task returned null, not a Future");
    }

    @Test
    void whatATaskLeavesOpenIsClosedWithIt() {
        get(tasks.async(() -> {
                    vertx.setPeriodic(100_000, id -> {});
                    vertx.eventBus().localConsumer("left", message -> {});
                    return Future.succeededFuture(1);
                })
                .await());

        awaitNothingIsLeft();
        assertThatThrownBy(() -> get(vertx.eventBus().request("left", ""))).hasMessageContaining("No handlers");
    }

    @Test
    void S03_aTransientTaskIsDoneAgainUntilItSucceeds() {
        AtomicInteger attempts = new AtomicInteger();
        Child first = get(tasks.startChild(
                Work.of(() -> attempts.incrementAndGet() < 3
                        ? Future.failedFuture("not yet")
                        : Future.succeededFuture("done")),
                RestartType.TRANSIENT));

        assertThat(get(first.ended()).kind()).isEqualTo(ExitReason.Kind.CRASHED);
        await().until(() -> attempts.get() == 3 && children().isEmpty());
    }

    /** Counts down, and ends when its successor works. */
    private Future<Void> chain(
            int left, Promise<Void> begins, Queue<WeakReference<Child>> begun, Promise<Integer> last) {
        begins.complete();
        begun.add(new WeakReference<>(Supervision.of(vertx).self().orElseThrow()));
        if (left == 0) {
            last.complete(Tasks.callers().size());
            return never();
        }
        Promise<Void> next = Promise.promise();
        tasks.async(() -> chain(left - 1, next, begun, last));
        return next.future();
    }

    @Test
    void aLongChainOfTasksKeepsNoneOfThoseThatHaveEnded() {
        Queue<WeakReference<Child>> begun = new ConcurrentLinkedQueue<>();
        Promise<Integer> last = Promise.promise();
        tasks.startChild(Work.of(() -> chain(200, Promise.promise(), begun, last)));

        assertThat(get(last.future())).isEqualTo(Tasks.MOST_CALLERS);

        assertThat(begun).hasSize(201);
        await().untilAsserted(() -> {
            assertThat(children()).hasSize(1);
            System.gc();
            assertThat(begun).filteredOn(child -> child.get() != null).hasSizeLessThanOrEqualTo(2);
        });
    }

    /** The supervisor knows each child as started before it can end, however fast that is. */
    @Test
    void aThousandTasksThatEndAtOnceHaveAllStartedAndAllEnded() {
        List<Task<Integer>> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int n = i;
            many.add(tasks.async(i % 3 == 0 ? Work.blocking(() -> n) : Work.of(() -> Future.succeededFuture(n))));
        }

        assertThat(get(Task.awaitMany(many))).hasSize(1_000).startsWith(0, 1, 2).endsWith(999);

        awaitNothingIsLeft();
        assertThat(events(EventKind.START_FAILED)).isEmpty();
        assertThat(events(EventKind.EXITED)).hasSize(1_000);
        assertThat(Supervision.of(vertx).child("/tasks")).isPresent();
    }
}
