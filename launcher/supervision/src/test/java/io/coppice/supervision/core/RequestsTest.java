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
import org.junit.jupiter.api.Test;

/** Requests to an ordered supervisor, and the turns that everything takes: S13, S14. */
class RequestsTest {

    private final Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a", "b"));

    @Test
    void S13_startChild_addsItBehindTheOthers() {
        script.startChild(child("c"));
        script.up("c");
        script.stop();

        assertThat(script.wanted()).containsExactly("start c", "reply 1 c", "stop c");
    }

    @Test
    void S13_startChild_errors() {
        script.startChild(child("a"));
        script.terminateChild("a");
        script.down("a");
        script.startChild(child("a"));
        script.startChild(child("s", RestartType.TRANSIENT).withSignificant(true));

        assertThat(script.wanted())
                .containsExactly(
                        "refuse 1 already_started",
                        "stop a",
                        "reply 2",
                        "refuse 3 already_present",
                        "refuse 4 not_supported");
    }

    @Test
    void S13_startChild_oneThatIsRestartingIsPresentButNotStarted() {
        script.crashes("a");
        script.fails("a");

        script.startChild(child("a"));

        assertThat(script.wanted()).containsExactly("start a", "again a", "refuse 1 already_present");
    }

    @Test
    void S13_startChild_oneThatDoesNotStartIsNotKept() {
        script.startChild(child("c").withInstances(2));
        script.up("c#0");
        script.fails("c#1");
        assertThat(script.wanted()).containsExactly("start c#0", "start c#1", "stop c#0");
        script.down("c#0");

        assertThat(script.wanted()).containsExactly("refuse 1 start_failed");
        assertThat(script.children()).isEqualTo("a running, b running");
    }

    @Test
    void S13_startChild_ignoreIsASuccessThatKeepsTheSpec() {
        script.startChild(child("c"));
        script.ignores("c");
        script.startChild(child("t", RestartType.TEMPORARY));
        script.ignores("t");

        assertThat(script.wanted()).containsExactly("start c", "reply 1", "start t", "reply 2");
        assertThat(script.children()).isEqualTo("a running, b running, c stopped");
    }

    @Test
    void S13_startChild_instancesOfWhichOneHasGoneAreStillThere() {
        Script instances = running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE));
        instances.startChild(child("t", RestartType.TEMPORARY).withInstances(2));
        instances.up("t#0");
        instances.up("t#1");
        instances.crashes("t#0");
        instances.wanted();

        instances.startChild(child("t", RestartType.TEMPORARY).withInstances(2));
        instances.terminateChild("t");
        instances.down("t#1");

        assertThat(instances.wanted()).containsExactly("refuse 2 already_started", "stop t#1", "reply 3");
    }

    @Test
    void S13_terminateChild_keepsTheSpecUnlessTemporaryAndIsNotCounted() {
        Script brief =
                running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ALL, child("a"), child("t", RestartType.TEMPORARY))
                        .withWindow(0, Duration.ofSeconds(5)));

        brief.terminateChild("a");
        brief.down("a");
        brief.terminateChild("t");
        brief.down("t");
        brief.terminateChild("a");
        brief.terminateChild("x");

        assertThat(brief.wanted())
                .containsExactly("stop a", "reply 1", "stop t", "reply 2", "reply 3", "refuse 4 not_found");
        assertThat(brief.children()).isEqualTo("a stopped");
    }

    @Test
    void S13_restartChild_errors() {
        script.restartChild("a");
        script.restartChild("x");
        script.crashes("a");
        script.fails("a");
        script.restartChild("a");

        assertThat(script.wanted())
                .containsExactly("refuse 1 running", "refuse 2 not_found", "start a", "again a", "refuse 3 restarting");
    }

    @Test
    void S13_restartChild_aFailureIsTheAnswerAndKeepsTheSpec() {
        script.terminateChild("a");
        script.down("a");
        script.restartChild("a");
        script.fails("a");

        assertThat(script.wanted()).containsExactly("stop a", "reply 1", "start a", "refuse 2 start_failed");
        assertThat(script.children()).isEqualTo("a stopped, b running");
    }

    @Test
    void S13_deleteChild_forgetsWhatIsStopped() {
        script.deleteChild("a");
        script.terminateChild("a");
        script.down("a");
        script.deleteChild("a");
        script.deleteChild("a");
        script.crashes("b");
        script.fails("b");
        script.deleteChild("b");

        assertThat(script.wanted())
                .containsExactly(
                        "refuse 1 running",
                        "stop a",
                        "reply 2",
                        "reply 3",
                        "refuse 4 not_found",
                        "start b",
                        "again b",
                        "refuse 5 restarting");
    }

    @Test
    void S13_whichChildren_areSeenInTurn() {
        script.crashes("a");
        script.look(null);
        assertThat(script.wanted()).containsExactly("start a");

        script.up("a");

        assertThat(script.wanted()).containsExactly("see a running, b running", "reply 1");
    }

    @Test
    void S13_whichChildren_alsoThoseThatDoNotRun() {
        script.terminateChild("a");
        script.down("a");
        script.crashes("b");
        script.fails("b");
        script.wanted();

        script.look(null);

        assertThat(script.wanted()).containsExactly("see a stopped, b restarting", "reply 2");
    }

    @Test
    void S13_getChildspec_ofOneOrOfAllInstancesOrNotFound() {
        script.startChild(child("c").withInstances(2));
        script.up("c#0");
        script.up("c#1");
        script.wanted();

        script.look("c");
        script.look("c#1");
        script.look("x");

        assertThat(script.wanted())
                .containsExactly(
                        "see c#0 running, c#1 running", "reply 2", "see c#1 running", "reply 3", "refuse 4 not_found");
    }

    @Test
    void S13_whichChildren_isRefusedByASupervisorThatStops() {
        script.stop();
        script.look(null);

        assertThat(script.wanted()).containsExactly("stop b", "refuse 1 shutting_down");
    }

    @Test
    void S14_oneMailbox_whatArrivesDuringARestartWaitsForItsEnd() {
        Script group = running(spec(RestartStrategy.ONE_FOR_ALL, "a", "b"));
        group.crashes("a");
        group.startChild(child("c"));
        group.terminateChild("b");
        group.down("b");
        group.up("a");
        assertThat(group.wanted()).containsExactly("stop b", "start a", "start b");

        group.up("b");
        assertThat(group.wanted()).containsExactly("start c");
        group.up("c");
        assertThat(group.wanted()).containsExactly("reply 1 c", "stop b");
    }

    @Test
    void S14_oneMailbox_thingsAreHandledInOrderOfArrival() {
        script.startChild(child("c"));
        script.crashes("b");
        script.crashes("a");
        script.restartChild("x");
        script.up("c");
        script.up("b");
        script.up("a");

        assertThat(script.wanted()).containsExactly("start c", "reply 1 c", "start b", "start a", "refuse 2 not_found");
    }

    @Test
    void S14_oneMailbox_whatWaitsWhenItIsToldToStopIsRefused() {
        script.startChild(child("c"));
        script.startChild(child("d"));
        script.stop();

        assertThat(script.wanted())
                .containsExactly("start c", "refuse 1 shutting_down", "refuse 2 shutting_down", "stop c");
        script.fails("c");
        assertThat(script.wanted()).containsExactly("stop b");
    }

    @Test
    void S14_oneMailbox_isBounded() {
        script.startChild(child("c"));
        for (int i = 0; i < Mailbox.MAX_WAITING; i++) {
            script.deleteChild("x");
        }
        assertThat(script.wanted()).containsExactly("start c");

        script.deleteChild("x");
        assertThat(script.wanted()).containsExactly("refuse 10002 overloaded");
        script.up("c");
        assertThat(script.wanted()).hasSize(1 + Mailbox.MAX_WAITING);
    }

    @Test
    void S14_oneMailbox_aLongQueueIsALoopAndNoRecursion() {
        script.terminateChild("a");
        script.down("a");
        script.startChild(child("c"));
        for (int i = 0; i < Mailbox.MAX_WAITING; i++) {
            script.terminateChild("a");
        }
        script.wanted();

        script.up("c");

        assertThat(script.wanted()).hasSize(1 + Mailbox.MAX_WAITING).last().isEqualTo("reply 10002");
    }

    @Test
    void S14_oneMailbox_newsOfEarlierIncarnationsChangesNothing() {
        ChildRef old = script.ref("a");
        script.crashes("a");
        script.up("a");
        script.wanted();
        String before = script.children();

        Core core = script.core();
        assertThat(core.exited(old, Script.CRASH, 0)).isEmpty();
        assertThat(core.started(old, 0)).isEmpty();
        assertThat(core.startFailed(old, Script.CRASH, 0)).isEmpty();
        assertThat(core.ignored(old, 0)).isEmpty();
        assertThat(core.tryAgain(old, 0)).isEmpty();
        assertThat(core.exited(new ChildRef("x", 1), ExitReason.NORMAL, 0)).isEmpty();
        assertThat(script.children()).isEqualTo(before);
    }
}
