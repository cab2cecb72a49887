package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.child;
import static io.coppice.supervision.core.Script.running;
import static io.coppice.supervision.core.Script.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every report names the end that it comes of, whatever lies between them: S16. */
class CauseTest {

    /** {@code stopped b of a:1 again}. */
    private static List<String> causes(Script script) {
        return script.reportsInFull().stream().map(CauseTest::cause).toList();
    }

    private static String cause(Command.Report report) {
        ChildEntry child = report.child();
        ChildRef cause = report.cause();
        return report.kind().word() + " " + (child == null ? "supervisor" : child.id())
                + (cause == null ? "" : " of " + cause.id() + ":" + cause.incarnation())
                + (report.again() ? " again" : "");
    }

    @Test
    void S16_aGroupComesBackBecauseOfTheOneThatCrashed() {
        Script script = running(SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ALL, child("a"), child("b"), child("t", RestartType.TEMPORARY)));
        script.crashes("b");
        script.down("t");
        script.down("a");
        script.up("a");
        script.up("b");

        assertThat(causes(script))
                .containsExactly(
                        "crashed b of b:2 again",
                        "stopped t of b:2",
                        "stopped a of b:2 again",
                        "restarted a of b:2",
                        "restarted b of b:2");
    }

    @Test
    void S16_aFailureOnTheWayBackIsStillTheFirstOnesDoing() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ALL, "a", "b"));
        script.crashes("a");
        script.down("b");
        script.up("a");
        script.fails("b");
        script.again("b");
        script.down("a");
        script.up("a");
        script.up("b");

        assertThat(causes(script))
                .containsExactly(
                        "crashed a of a:1 again",
                        "stopped b of a:1 again",
                        "restarted a of a:1",
                        "start_failed b of a:1 again",
                        "stopped a of a:1 again",
                        "restarted a of a:1",
                        "restarted b of a:1");
    }

    @Test
    void S16_twoThatCrashAtTheSameTimeAreDownEachBecauseOfItself() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ALL, "a", "b", "c"));
        script.crashes("a");
        // While c stops:
        script.crashes("b");
        script.down("c");
        script.up("a");
        script.up("b");
        script.up("c");

        assertThat(causes(script))
                .startsWith("crashed a of a:1 again", "stopped c of a:1 again", "crashed b of b:2 again")
                .contains("restarted a of a:1", "restarted b of b:2", "restarted c of a:1");
    }

    @Test
    void S16_aSupervisorGivesUpBecauseOfTheFirstOfItsFailures() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a").withWindow(1, Duration.ofSeconds(5)));
        script.crashes("a");
        script.fails("a");
        script.again("a");

        assertThat(causes(script))
                .containsExactly("crashed a of a:1 again", "start_failed a of a:1 again", "gave_up supervisor of a:1");
    }

    @Test
    void S16_theOneRestartTooManyIsNoRestart() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a").withWindow(0, Duration.ofSeconds(5)));
        script.crashes("a");

        assertThat(causes(script)).containsExactly("crashed a of a:1", "gave_up supervisor of a:1");
    }

    @Test
    void S16_aRestartThatIsCalledOffIsReported() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a"));
        script.crashes("a");
        script.fails("a");
        script.terminateChild("a");
        script.restartChild("a");
        script.up("a");

        assertThat(causes(script))
                .containsExactly(
                        "crashed a of a:1 again", "start_failed a of a:1 again", "stopped a of a:1", "started a");
    }

    @Test
    void S16_whatIgnoresItsRestartStaysDown() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a"));
        script.crashes("a");
        script.ignores("a");

        assertThat(causes(script)).containsExactly("crashed a of a:1 again", "stopped a of a:1");
    }

    @Test
    void S16_oneThatCrashesWhileItIsToStopDoesNotComeBack() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a", "b"));
        script.terminateChild("b");
        script.crashes("a");
        script.stop();
        script.down("b");

        assertThat(causes(script)).containsExactly("stopped b", "crashed a of a:1");
    }

    @Test
    void S16_theChildrenOfADynamicSupervisorAreEachTheirOwnCause() {
        Script script = new Script(SupervisorSpec.ofDynamic());
        script.start();
        for (String id : List.of("a", "b")) {
            script.startChild(child(id));
            script.up(id);
        }
        script.crashes("a");
        script.fails("a");
        script.terminateChild("a");
        script.crashes("b");
        script.up("b");
        script.exits("b", ExitReason.NORMAL);

        assertThat(causes(script))
                .containsExactly(
                        "started a",
                        "started b",
                        "crashed a of a:1 again",
                        "start_failed a of a:1 again",
                        "stopped a of a:1",
                        "crashed b of b:2 again",
                        "restarted b of b:2",
                        "exited b of b:4 again");
    }

    @Test
    void S16_siblingsOfARestartThatIsCalledOffStayDownAndNothingOfItIsLeft() {
        for (RestartStrategy strategy : List.of(RestartStrategy.ONE_FOR_ALL, RestartStrategy.REST_FOR_ONE)) {
            Script script = running(spec(strategy, "a", "b"));
            script.crashes("a");
            script.down("b");
            script.wanted();
            script.terminateChild("a");
            script.fails("a");

            assertThat(script.wanted()).as("%s", strategy).containsExactly("again a", "reply 1");
            assertThat(script.children()).isEqualTo("a stopped, b stopped");
            assertThat(script.entry("b").isBeingRestarted()).isFalse();
            assertThat(causes(script))
                    .containsExactly(
                            "crashed a of a:1 again",
                            "stopped b of a:1 again",
                            "start_failed a of a:1 again",
                            "stopped a of a:1",
                            "stopped b of a:1");
            script.restartChild("b");
            script.up("b");
            assertThat(causes(script)).last().isEqualTo("started b");
        }
    }

    @Test
    void S16_oneThatWasDownBeforeIsNoPartOfARestartThatIsCalledOff() {
        Script script = running(spec(RestartStrategy.REST_FOR_ONE, "a", "b"));
        script.terminateChild("b");
        script.down("b");
        script.crashes("a");
        script.fails("a");
        script.terminateChild("a");

        assertThat(causes(script))
                .containsExactly(
                        "stopped b", "crashed a of a:1 again", "start_failed a of a:1 again", "stopped a of a:1");
    }

    @Test
    void S16_whatIsDeletedWhileASiblingIsToBeRestartedDoesNotComeBack() {
        Script script = running(spec(RestartStrategy.REST_FOR_ONE, "a", "b"));
        script.crashes("a");
        script.down("b");
        script.fails("a");
        script.deleteChild("b");

        assertThat(causes(script)).last().isEqualTo("stopped b of a:1");
    }
}
