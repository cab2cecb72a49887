package io.coppice.supervision.conformance;

import static io.coppice.supervision.spec.RestartStrategy.ONE_FOR_ALL;
import static io.coppice.supervision.spec.RestartStrategy.REST_FOR_ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.runtime.SupervisionSystem;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** OTP's cases without a group, as far as they are about trees and names. */
class MiscTest extends Suite {

    private Supervisor supervisor(String path) {
        return Supervision.of(vertx).supervisor(path).orElseThrow();
    }

    /** What ties a verticle to its supervisor here are its deployment and its context's exception handler. */
    @Test
    void child_unlink() {
        ChildSpec naughty = child("naughty_child", () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        context.exceptionHandler(ignored -> {});
                        return Future.succeededFuture();
                    }

                    @Override
                    public Future<?> stop() {
                        // It cannot be done before this stop is, which waits for ever after.
                        return vertx.undeploy(context.deploymentID())
                                .transform(any -> Promise.promise().future());
                    }
                })
                .withShutdown(Shutdown.within(Duration.ofMillis(50)));
        Supervisor supervisor = start(oneForOne(naughty));
        Child child = current(supervisor, "naughty_child");

        get(supervisor.terminateChild("naughty_child"));

        assertThat(get(child.ended()).kind()).isEqualTo(ExitReason.Kind.KILLED);
        assertThat(states(supervisor)).isEqualTo("naughty_child stopped");
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void tree() {
        AtomicBoolean fails = new AtomicBoolean();
        Supervisor top = start(spec(ONE_FOR_ALL).withWindow(4, HOUR));
        SupervisorSpec empty = oneForOne().withWindow(4, HOUR);
        started(top.startChild(ChildSpec.of(
                "supchild1", oneForOne(plain("child1"), plain("child2")).withWindow(4, HOUR))));
        Child sup2 = started(top.startChild(ChildSpec.of("supchild2", empty)));
        started(top.startChild(ChildSpec.of("supchild3", empty).withRestart(RestartType.TRANSIENT)));
        get(top.terminateChild("supchild3"));
        assertCounts(top, 3, 2, 3, 0);

        Supervisor first = supervisor("/supchild1");
        Supervisor second = supervisor("/supchild2");
        Child child1 = current(first, "child1");
        Child child2 = current(first, "child2");
        assertCounts(first, 2, 2, 0, 2);
        assertCounts(second, 0, 0, 0, 0);

        // Children that are added later
        Child child3 = started(second.startChild(failing("child3", fails)));
        Child child4 = started(second.startChild(plain("child4")));
        assertCounts(first, 2, 2, 0, 2);
        assertCounts(second, 2, 2, 0, 2);

        // Only the one that dies is restarted.
        terminate(second, child4, Death.ABNORMAL);
        assertThat(current(second, "child4")).isNotSameAs(child4);
        assertThat(current(second, "child3")).isSameAs(child3);
        assertThat(current(first, "child1")).isSameAs(child1);
        assertThat(current(first, "child2")).isSameAs(child2);

        // The tree is restarted, but not what was added later.
        fails.set(true);
        terminate(second, child3, Death.ABNORMAL);
        assertThat(get(sup2.ended()).kind()).isEqualTo(ExitReason.Kind.SHUTDOWN);
        assertThat(states(top)).isEqualTo("supchild1 running, supchild2 running, supchild3 running");
        assertCounts(top, 3, 3, 3, 0);
        assertThat(supervisor("/supchild1")).isNotSameAs(first);
        assertThat(states(supervisor("/supchild1"))).isEqualTo("child1 running, child2 running");
        assertCounts(supervisor("/supchild1"), 2, 2, 0, 2);
        assertCounts(supervisor("/supchild2"), 0, 0, 0, 0);
        assertCounts(supervisor("/supchild3"), 0, 0, 0, 0);
    }

    /** OTP registers the two in its global registry; here a path is the name. */
    @Test
    void simple_global_supervisor() {
        underGlobalNames(top -> {
            Child middle = running("/sup2");
            middle.exit(ExitReason.KILLED);
            get(middle.ended());
        });
        underGlobalNames(top -> terminate(supervisor("/sup2"), running("/sup2/server"), Death.KILL));
        underGlobalNames(top -> terminate(supervisor("/sup2"), running("/sup2/server"), Death.NORMAL));
        underGlobalNames(top -> {
            get(supervisor("/sup2").terminateChild("server"));
            started(supervisor("/sup2").restartChild("server"));
        });
    }

    private void underGlobalNames(Consumer<Supervisor> action) {
        SupervisorSpec middle = spec(ONE_FOR_ALL, plain("server")).withWindow(3, Duration.ofMinutes(1));
        ChildSpec sup2 = ChildSpec.of("sup2", middle).withShutdown(Shutdown.within(Duration.ofSeconds(2)));
        Supervisor top = start(spec(ONE_FOR_ALL, sup2).withWindow(3, Duration.ofMinutes(1)));
        Child server = running("/sup2/server");

        action.accept(top);

        awaitAnother("/sup2/server", server);
        get(top.stop());
        assertThat(Supervision.of(vertx).child("/sup2")).isEmpty();
        assertThat(Supervision.of(vertx).supervisor("/sup2")).isEmpty();
        assertThat(Supervision.of(vertx).child("/sup2/server")).isEmpty();
    }

    @Test
    void order_of_children() {
        Supervisor supervisor =
                start(spec(REST_FOR_ONE, plain("ch7"), plain("ch3"), plain("ch10"), plain("ch2"), plain("ch5")));
        assertThat(log).containsExactly("start ch7", "start ch3", "start ch10", "start ch2", "start ch5");
        log.clear();

        terminate(supervisor, current(supervisor, "ch10"), Death.ABNORMAL);
        assertThat(states(supervisor)).isEqualTo("ch7 running, ch3 running, ch10 running, ch2 running, ch5 running");
        assertThat(log).containsExactly("stop ch10", "stop ch5", "stop ch2", "start ch10", "start ch2", "start ch5");
        log.clear();

        get(supervisor.stop());
        assertThat(log).containsExactly("stop ch5", "stop ch2", "stop ch10", "stop ch3", "stop ch7");
    }

    @Test
    void already_started_outside_supervisor() {
        Supervisor outside = get(SupervisionSystem.of(vertx).startRoot("/taken", oneForOne(plain("foreign"))));
        Child foreign = running("/taken/foreign");
        Supervisor supervisor = start(oneForOne());

        assertThat(assertRefused(supervisor.startChild(ChildSpec.of("taken", oneForOne())), Refusal.ALREADY_STARTED))
                .hasMessage("a supervisor /taken runs already");

        assertThat(children(supervisor)).isEmpty();
        get(supervisor.stop());
        assertThat(supervisor("/taken")).isSameAs(outside);
        assertThat(current(outside, "foreign")).isSameAs(foreign);
        get(outside.stop());
    }
}
