package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.Ignore;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The cases of Elixir's tests of {@code DynamicSupervisor}, one test each where the case has a meaning here. */
class ElixirDynamicSupervisorTest extends OnVertx {

    private static final ExitReason WHATEVER = ExitReason.crashed("whatever");
    private static final SupervisorSpec MANY_RESTARTS =
            SupervisorSpec.ofDynamic().withWindow(100_000, Duration.ofSeconds(5));

    private Supervisor dynamic(SupervisorSpec spec) {
        return get(Supervisor.start(vertx, spec));
    }

    private Supervisor dynamic() {
        return dynamic(SupervisorSpec.ofDynamic());
    }

    /** A child that starts well the first time, and as said from then on. */
    private ChildSpec then(String id, Supplier<Future<?>> restart) {
        AtomicInteger starts = new AtomicInteger();
        return child(id, () -> new Plain(id) {
            @Override
            public Future<?> start() {
                return starts.getAndIncrement() == 0 ? super.start() : restart.get();
            }
        });
    }

    private static Future<?> error() {
        return Future.failedFuture(new IllegalStateException("found"));
    }

    private static void end(Child child, ExitReason reason) {
        child.exit(reason);
        get(child.ended());
    }

    private static void assertCounts(Supervisor supervisor, int workers, int active) {
        await().untilAsserted(() ->
                assertThat(get(supervisor.countChildren())).isEqualTo(new ChildCounts(workers, active, 0, workers)));
    }

    private static SupervisionException refusal(Future<?> answer) {
        try {
            get(answer);
        } catch (SupervisionException e) {
            return e;
        }
        throw new AssertionError("it was not refused");
    }

    // Supervised

    @Test
    void canBeSupervisedDirectly() {
        get(Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ChildSpec.of("dyn", SupervisorSpec.ofDynamic()))));

        assertThat(get(Supervision.of(vertx).supervisor("/dyn").orElseThrow().whichChildren()))
                .isEmpty();
    }

    @Test
    void multipleSupervisorsCanBeSupervisedAndIdentifiedWithSimpleChildSpec() {
        ChildSpec more = ChildSpec.of("more", SupervisorSpec.ofDynamic());
        Supervisor root = get(Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ChildSpec.of("dyn", SupervisorSpec.ofDynamic()))));
        get(root.startChild(more));

        assertThat(refusal(root.startChild(more)).code()).isEqualTo(Refusal.ALREADY_STARTED);
        assertThat(get(root.whichChildren())).extracting("id").containsExactly("dyn", "more");
    }

    // init, start_link

    @Test
    void setDefaultOptions() {
        SupervisorSpec spec = SupervisorSpec.ofDynamic();

        assertThat(spec.strategy()).isEqualTo(RestartStrategy.ONE_FOR_ONE);
        assertThat(spec.maxRestarts()).isEqualTo(3);
        assertThat(spec.window()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.maxChildren()).isEmpty();
    }

    @Test
    void startLinkWithNonOkInit() {
        SupervisorSpec spec = SupervisorSpec.ofDynamic();
        assertThatThrownBy(() -> spec.withWindow(-1, Duration.ofSeconds(5)))
                .hasMessage("max_restarts must be 0 or more, not -1");
        assertThatThrownBy(() -> spec.withWindow(1, Duration.ZERO))
                .hasMessage("max_seconds must be more than 0, not 0");
        assertThatThrownBy(() -> spec.withMaxChildren(-1)).hasMessage("max_children must be 1 or more, not -1");
        assertThatThrownBy(() -> spec.withAutoShutdown(AutoShutdown.ANY_SIGNIFICANT))
                .hasMessage("a dynamic supervisor has the auto_shutdown never, not any_significant");
        assertThatThrownBy(() -> new SupervisorSpec(
                        RestartStrategy.REST_FOR_ONE,
                        3,
                        Duration.ofSeconds(5),
                        AutoShutdown.NEVER,
                        true,
                        OptionalInt.empty(),
                        List.of()))
                .hasMessage("a dynamic supervisor has the strategy one_for_one, not rest_for_one");
    }

    @Test
    void startLinkWithRegisteredProcess() {
        Supervisor supervisor = dynamic();
        assertThat(Supervision.of(vertx).supervisor("/")).containsSame(supervisor);

        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);

        assertThat(Supervision.of(vertx).supervisor("/")).isEmpty();
    }

    // start_child

    @Test
    void startChildSupportsChildSpec() {
        Child a = get(dynamic().startChild(plain("a")));

        assertThat(a.isRunning()).isTrue();
        assertThat(a.path()).isEqualTo("/a");
    }

    @Test
    void startChildWithInvalidChildSpec() {
        assertThatThrownBy(() -> plain("")).hasMessageStartingWith("id must be a name");
        assertThatThrownBy(() -> plain("a").withSignificant(true)).hasMessageContaining("significant");
        Supervisor supervisor = dynamic();
        ChildSpec significant = plain("a").withRestart(RestartType.TEMPORARY).withSignificant(true);

        assertThat(refusal(supervisor.startChild(significant)).code()).isEqualTo(Refusal.NOT_SUPPORTED);
        assertThat(refusal(supervisor.startChild(plain("a").withInstances(2))).code())
                .isEqualTo(Refusal.NOT_SUPPORTED);
        assertCounts(supervisor, 0, 0);
    }

    @Test
    void startChildWithDifferentReturns() {
        Supervisor supervisor = dynamic();

        assertThat(get(supervisor.startChild(plain("ok"))).isRunning()).isTrue();
        assertThat(get(supervisor.startChild(child("ignore", () -> new Plain("i") {
                    @Override
                    public Future<?> start() {
                        return Future.failedFuture(new Ignore("nothing to do"));
                    }
                }))))
                .isNull();
        assertThat(refusal(supervisor.startChild(child("error", () -> new Plain("e") {
                    @Override
                    public Future<?> start() {
                        return error();
                    }
                }))))
                .hasMessage("/error did not start: found");
        assertThat(refusal(supervisor.startChild(child("unknown", () -> new Plain("u") {
                    @Override
                    @SuppressWarnings("NullAway") // what code of others may do
                    public Future<?> start() {
                        return null;
                    }
                }))))
                .hasMessageStartingWith("/unknown did not start: ");
        assertCounts(supervisor, 1, 1);
    }

    @Test
    void startChildWithThrowErrorExit() {
        Supervisor supervisor = dynamic();
        VerticleStart throwing = new VerticleStart(
                "a",
                () -> {
                    throw new java.io.IOException("oops");
                },
                new io.vertx.core.DeploymentOptions());

        assertThat(refusal(supervisor.startChild(ChildSpec.of("a", throwing)))).hasMessage("/a did not start: oops");
        assertThat(refusal(supervisor.startChild(child("b", () -> new Plain("b") {
                    @Override
                    public Future<?> start() {
                        throw new StackOverflowError();
                    }
                }))))
                .hasMessage("/b did not start: java.lang.StackOverflowError");
        assertThat(refusal(supervisor.startChild(child("c", () -> new Plain("c") {
                    @Override
                    public Future<?> start() {
                        Supervision.of(vertx).self().orElseThrow().exit(ExitReason.crashed("oops"));
                        return Promise.promise().future();
                    }
                }))))
                .hasMessage("/c did not start: it exited: crashed: oops");
        assertCounts(supervisor, 0, 0);
    }

    @Test
    void startChildWithMaxChildren() {
        Supervisor supervisor = dynamic(SupervisorSpec.ofDynamic().withMaxChildren(1));
        get(supervisor.startChild(plain("a")));

        assertThat(refusal(supervisor.startChild(plain("b"))).code()).isEqualTo(Refusal.MAX_CHILDREN);
    }

    @Test
    void temporaryChildIsNotRestartedRegardlessOfReason() {
        Supervisor supervisor = dynamic();
        for (ExitReason reason : List.of(ExitReason.SHUTDOWN, WHATEVER, ExitReason.NORMAL, ExitReason.KILLED)) {
            end(get(supervisor.startChild(plain("a").withRestart(RestartType.TEMPORARY))), reason);
            assertCounts(supervisor, 0, 0);
        }
        assertThat(events(EventKind.RESTARTED)).isEmpty();
    }

    @Test
    void transientChildIsRestartedUnlessNormalOrShutdown() {
        Supervisor supervisor = dynamic();
        ChildSpec spec = plain("a").withRestart(RestartType.TRANSIENT);
        for (ExitReason reason : List.of(ExitReason.SHUTDOWN, ExitReason.shutdown("signal"), ExitReason.NORMAL)) {
            end(get(supervisor.startChild(spec)), reason);
            assertCounts(supervisor, 0, 0);
        }

        Child last = get(supervisor.startChild(spec));
        end(last, WHATEVER);

        awaitAnother("/a", last);
        assertCounts(supervisor, 1, 1);
    }

    @Test
    void permanentChildIsRestartedRegardlessOfReason() {
        Supervisor supervisor = dynamic(MANY_RESTARTS);
        int workers = 0;
        for (ExitReason reason : List.of(ExitReason.SHUTDOWN, ExitReason.shutdown("signal"), WHATEVER)) {
            workers++;
            Child child = get(supervisor.startChild(plain("a" + workers)));
            end(child, reason);
            awaitAnother(child.path(), child);
            assertCounts(supervisor, workers, workers);
        }
    }

    @Test
    void childIsRestartedWithDifferentValues() {
        Supervisor supervisor = dynamic(MANY_RESTARTS);
        Child ok = get(supervisor.startChild(then("ok", Future::succeededFuture)));
        end(ok, ExitReason.SHUTDOWN);
        awaitAnother("/ok", ok);
        assertCounts(supervisor, 1, 1);

        Child ignored = get(supervisor.startChild(then("ignore", () -> Future.failedFuture(new Ignore("done")))));
        assertThat(get(supervisor.whichChildren())).hasSize(2);
        end(ignored, ExitReason.SHUTDOWN);
        assertCounts(supervisor, 1, 1);

        // These fail for ever, so they are in the middle of one attempt or the next.
        Child failing = get(supervisor.startChild(then("error", ElixirDynamicSupervisorTest::error)));
        end(failing, ExitReason.SHUTDOWN);
        Child throwing = get(supervisor.startChild(then("unknown", () -> null)));
        end(throwing, ExitReason.SHUTDOWN);
        assertCounts(supervisor, 3, 1);
        assertThat(get(supervisor.whichChildren()))
                .filteredOn(info -> !info.id().equals("ok"))
                .hasSize(2)
                .allSatisfy(info -> assertThat(info.state()).isIn("restarting", "starting"));
        get(supervisor.stop());
    }

    @Test
    void restartingOnInitChildrenCountedInMaxChildren() {
        Supervisor supervisor = dynamic(MANY_RESTARTS.withMaxChildren(1));
        end(get(supervisor.startChild(then("a", ElixirDynamicSupervisorTest::error))), ExitReason.SHUTDOWN);
        assertCounts(supervisor, 1, 0);

        assertThat(refusal(supervisor.startChild(plain("b"))).code()).isEqualTo(Refusal.MAX_CHILDREN);
        get(supervisor.stop());
    }

    @Test
    void restartingOnExitChildrenCountedInMaxChildren() {
        Supervisor supervisor = dynamic(MANY_RESTARTS.withMaxChildren(1));
        end(get(supervisor.startChild(plain("a"))), ExitReason.SHUTDOWN);
        assertCounts(supervisor, 1, 1);

        assertThat(refusal(supervisor.startChild(plain("b"))).code()).isEqualTo(Refusal.MAX_CHILDREN);
    }

    @Test
    void childIsRestartedWhenTryingAgain() {
        Supervisor supervisor = dynamic(SupervisorSpec.ofDynamic().withWindow(2, Duration.ofSeconds(5)));
        AtomicInteger restarts = new AtomicInteger();
        Child first = get(supervisor.startChild(
                then("a", () -> restarts.getAndIncrement() == 0 ? error() : Future.succeededFuture())));

        end(first, ExitReason.SHUTDOWN);

        awaitAnother("/a", first);
        assertThat(restarts).hasValue(2);
        assertCounts(supervisor, 1, 1);
    }

    @Test
    void childTriggersMaximumRestarts() {
        Supervisor supervisor = dynamic(SupervisorSpec.ofDynamic().withWindow(1, Duration.ofSeconds(5)));

        end(get(supervisor.startChild(then("a", ElixirDynamicSupervisorTest::error))), ExitReason.SHUTDOWN);

        assertThat(get(supervisor.ended()).kind()).isEqualTo(ExitReason.Kind.SHUTDOWN);
        assertThat(events(EventKind.START_FAILED)).hasSize(1);
    }

    @Test
    void childTriggersMaximumIntensityWhenTryingAgain() {
        Supervisor supervisor = dynamic(SupervisorSpec.ofDynamic().withWindow(10, Duration.ofSeconds(5)));

        end(get(supervisor.startChild(then("a", ElixirDynamicSupervisorTest::error))), ExitReason.SHUTDOWN);

        assertThat(get(supervisor.ended()).kind()).isEqualTo(ExitReason.Kind.SHUTDOWN);
        assertThat(events(EventKind.START_FAILED)).hasSize(10);
    }

    @Test
    void startChildWithValidShutdown() {
        Supervisor supervisor = dynamic();
        for (int millis = 0; millis < 2; millis++) {
            ChildSpec spec = plain("a" + millis).withShutdown(Shutdown.within(Duration.ofMillis(millis)));
            Child child = get(supervisor.startChild(spec));
            child.exit(ExitReason.SHUTDOWN);
            assertThat(get(child.ended()).kind()).isIn(ExitReason.Kind.SHUTDOWN, ExitReason.Kind.KILLED);
        }
    }

    @Test
    void startChildWithInvalidShutdown() {
        assertThatThrownBy(() -> plain("a").withShutdown(Shutdown.within(Duration.ofMillis(-1))))
                .hasMessage("shutdown must be 0 ms or more, not -1");
    }

    // terminate

    /** Starts three of them, stops their supervisor, and gives their reasons. */
    private List<ExitReason> stopped(ChildSpec a, ChildSpec b, ChildSpec c) {
        Supervisor supervisor = dynamic();
        List<Child> children =
                List.of(get(supervisor.startChild(a)), get(supervisor.startChild(b)), get(supervisor.startChild(c)));
        get(supervisor.stop());
        return children.stream().map(child -> get(child.ended())).toList();
    }

    private List<ExitReason> stopped(Shutdown shutdown) {
        return stopped(
                plain("a").withShutdown(shutdown),
                plain("b").withShutdown(shutdown),
                plain("c").withShutdown(shutdown));
    }

    private ChildSpec failingStop(String id, Shutdown shutdown) {
        return child(id, () -> new Plain(id) {
                    @Override
                    public Future<?> stop() {
                        return Future.failedFuture(new IllegalStateException("oops"));
                    }
                })
                .withShutdown(shutdown);
    }

    private static void assertOops(List<ExitReason> reasons) {
        assertThat(reasons)
                .hasSize(3)
                .allSatisfy(reason -> assertThat(reason.cause()).hasMessage("oops"));
    }

    @Test
    void terminatesChildrenWithBrutalKill() {
        assertThat(stopped(Shutdown.BRUTAL_KILL))
                .extracting(ExitReason::kind)
                .containsExactly(ExitReason.Kind.KILLED, ExitReason.Kind.KILLED, ExitReason.Kind.KILLED);
        assertThat(log).doesNotContain("stop a", "stop b", "stop c");
    }

    @Test
    void terminatesChildrenWithInfinityShutdown() {
        assertThat(stopped(Shutdown.INFINITY))
                .containsExactly(ExitReason.SHUTDOWN, ExitReason.SHUTDOWN, ExitReason.SHUTDOWN);
    }

    @Test
    void terminatesChildrenWithInfinityShutdownAndAbnormalReason() {
        assertOops(stopped(
                failingStop("a", Shutdown.INFINITY),
                failingStop("b", Shutdown.INFINITY),
                failingStop("c", Shutdown.INFINITY)));
    }

    @Test
    void terminatesChildrenWithIntegerShutdown() {
        assertThat(stopped(Shutdown.within(Duration.ofSeconds(5))))
                .containsExactly(ExitReason.SHUTDOWN, ExitReason.SHUTDOWN, ExitReason.SHUTDOWN);
    }

    @Test
    void terminatesChildrenWithIntegerShutdownAndAbnormalReason() {
        Shutdown limit = Shutdown.within(Duration.ofSeconds(5));
        assertOops(stopped(failingStop("a", limit), failingStop("b", limit), failingStop("c", limit)));
    }

    private ChildSpec neverStopping(String id, Shutdown shutdown) {
        return child(id, () -> new Plain(id) {
                    @Override
                    public Future<?> stop() {
                        return Promise.promise().future();
                    }
                })
                .withShutdown(shutdown);
    }

    @Test
    void terminatesChildrenWithExpiredIntegerShutdown() {
        Shutdown limit = Shutdown.within(Duration.ofMillis(1));

        assertThat(stopped(plain("a"), neverStopping("b", limit), plain("c")))
                .containsExactly(
                        ExitReason.SHUTDOWN, ExitReason.killed("it did not stop within 1 ms"), ExitReason.SHUTDOWN);
    }

    @Test
    void terminatesChildrenWithPermanentRestartAndNormalReason() {
        assertThat(stopped(plain("a"), plain("b"), plain("c"))).allMatch(ExitReason::isExpected);
        assertThat(events(EventKind.RESTARTED)).isEmpty();
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void terminatesWithMixedChildren() {
        assertThat(stopped(
                        plain("a").withShutdown(Shutdown.INFINITY),
                        plain("b").withShutdown(Shutdown.BRUTAL_KILL),
                        failingStop("c", Shutdown.INFINITY)))
                .extracting(ExitReason::kind)
                .containsExactly(ExitReason.Kind.SHUTDOWN, ExitReason.Kind.KILLED, ExitReason.Kind.CRASHED);
    }

    // terminate_child

    private void assertTerminates(Shutdown shutdown, ExitReason.Kind kind) {
        Supervisor supervisor = dynamic();
        Child child = get(supervisor.startChild(plain("a").withShutdown(shutdown)));

        get(supervisor.terminateChild("a"));

        assertThat(get(child.ended()).kind()).isEqualTo(kind);
        assertThat(refusal(supervisor.terminateChild("a")).code()).isEqualTo(Refusal.NOT_FOUND);
        assertCounts(supervisor, 0, 0);
    }

    @Test
    void terminateChildTerminatesChildWithBrutalKill() {
        assertTerminates(Shutdown.BRUTAL_KILL, ExitReason.Kind.KILLED);
    }

    @Test
    void terminateChildTerminatesChildWithIntegerShutdown() {
        assertTerminates(Shutdown.within(Duration.ofSeconds(1)), ExitReason.Kind.SHUTDOWN);
    }

    @Test
    void terminateChildTerminatesRestartingChild() {
        Supervisor supervisor = dynamic(MANY_RESTARTS);
        end(get(supervisor.startChild(then("a", ElixirDynamicSupervisorTest::error))), ExitReason.SHUTDOWN);

        get(supervisor.terminateChild("a"));

        assertThat(refusal(supervisor.terminateChild("a")).code()).isEqualTo(Refusal.NOT_FOUND);
        assertCounts(supervisor, 0, 0);
    }
}
