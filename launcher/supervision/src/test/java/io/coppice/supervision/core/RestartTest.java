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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which children come back, and how often: S03 to S06. */
class RestartTest {

    private static final List<ExitReason> REASONS = List.of(
            ExitReason.NORMAL,
            ExitReason.SHUTDOWN,
            ExitReason.shutdown("with a word"),
            ExitReason.KILLED,
            Script.CRASH);

    private static Script one(RestartType restart) {
        return running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, child("a", restart), child("b")));
    }

    @Test
    void S03_whatIsRestarted_permanentAfterAnyExit() {
        for (ExitReason reason : REASONS) {
            Script script = one(RestartType.PERMANENT);
            script.exits("a", reason);
            assertThat(script.wanted()).as("%s", reason).containsExactly("start a");
        }
    }

    @Test
    void S03_whatIsRestarted_transientAfterAnyButNormalAndShutdown() {
        for (ExitReason reason : REASONS) {
            Script script = one(RestartType.TRANSIENT);
            script.exits("a", reason);
            boolean abnormal = reason.equals(ExitReason.KILLED) || reason.equals(Script.CRASH);
            assertThat(script.wanted()).as("%s", reason).isEqualTo(abnormal ? List.of("start a") : List.of());
        }
    }

    @Test
    void S03_whatIsRestarted_temporaryNeverAndItsSpecGoesWithIt() {
        for (ExitReason reason : REASONS) {
            Script script = one(RestartType.TEMPORARY);
            script.exits("a", reason);
            assertThat(script.wanted()).as("%s", reason).isEmpty();
            assertThat(script.children()).isEqualTo("b running");
        }
    }

    @Test
    void S03_whatIsRestarted_aTransientThatEndedNormallyCanBeRestartedByHand() {
        Script script = one(RestartType.TRANSIENT);
        script.exits("a", ExitReason.NORMAL);
        assertThat(script.children()).isEqualTo("a stopped, b running");

        script.restartChild("a");
        script.up("a");

        assertThat(script.wanted()).containsExactly("start a", "reply 1 a");
    }

    @Test
    void S04_restartWindow_threeInFiveSecondsGivesUpAtTheFourth() {
        Script script = running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, child("a")));
        for (int i = 0; i < 3; i++) {
            script.crashes("a");
            script.up("a");
        }
        assertThat(script.wanted()).containsExactly("start a", "start a", "start a");

        script.crashes("a");

        assertThat(script.wanted()).containsExactly("ended shutdown");
        assertThat(script.reports()).endsWith("crashed a 4", "gave_up supervisor 4");
    }

    @Test
    void S04_restartWindow_zeroMeansThatTheFirstCrashEndsTheSupervisor() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a", "b").withWindow(0, Duration.ofSeconds(1)));

        script.crashes("a");
        script.down("b");

        assertThat(script.wanted()).containsExactly("stop b", "ended shutdown");
    }

    @Test
    void S04_restartWindow_anEntryExactlyAsOldAsTheWindowStillCounts() {
        SupervisorSpec spec = spec(RestartStrategy.ONE_FOR_ONE, "a").withWindow(1, Duration.ofSeconds(5));
        Script exact = running(spec);
        exact.crashes("a");
        exact.up("a");
        exact.at(Duration.ofSeconds(5));
        exact.crashes("a");
        assertThat(exact.wanted()).containsExactly("start a", "ended shutdown");

        Script later = running(spec);
        later.crashes("a");
        later.up("a");
        later.at(Duration.ofSeconds(5).plusNanos(1));
        later.crashes("a");
        assertThat(later.wanted()).containsExactly("start a", "start a");
        assertThat(later.reports()).last().isEqualTo("crashed a 1");
    }

    @Test
    void S04_restartWindow_isOneForAllChildren() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a", "b").withWindow(1, Duration.ofSeconds(5)));
        script.crashes("a");
        script.up("a");
        script.wanted();

        script.crashes("b");

        assertThat(script.wanted()).containsExactly("stop a");
    }

    @Test
    void S04_restartWindow_anExitThatIsNotFollowedByARestartDoesNotCount() {
        Script script =
                running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, child("a"), child("t", RestartType.TEMPORARY))
                        .withWindow(1, Duration.ofSeconds(5)));

        script.crashes("t");
        script.crashes("a");

        assertThat(script.wanted()).containsExactly("start a");
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_FOR_ALL", "REST_FOR_ONE"})
    void S05_aGroupCountsOnce(RestartStrategy strategy) {
        Script script = running(spec(strategy, "a", "b", "c").withWindow(1, Duration.ofSeconds(5)));

        script.crashes("a");
        script.down("c");
        script.down("b");
        script.up("a");
        script.up("b");
        script.up("c");

        assertThat(script.wanted()).containsExactly("stop c", "stop b", "start a", "start b", "start c");
        assertThat(script.reports()).last().isEqualTo("restarted c 1");
    }

    @Test
    void S06_failedRestart_countsAndIsTriedAgainThroughTheMailbox() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a").withWindow(2, Duration.ofSeconds(5)));
        script.crashes("a");
        script.fails("a");
        assertThat(script.wanted()).containsExactly("start a", "again a");
        assertThat(script.children()).isEqualTo("a restarting");

        script.again("a");
        assertThat(script.wanted()).containsExactly("start a");
        script.fails("a");
        script.again("a");
        assertThat(script.wanted()).containsExactly("again a", "ended shutdown");
    }

    @Test
    void S06_failedRestart_othersAreServedInBetween() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a"));
        script.crashes("a");
        script.fails("a");
        script.wanted();

        script.terminateChild("a");
        assertThat(script.wanted()).containsExactly("reply 1");
        script.again("a");
        assertThat(script.wanted()).isEmpty();
        assertThat(script.children()).isEqualTo("a stopped");
    }

    @Test
    void S06_failedRestart_anAttemptThatAHandCameBeforeIsDropped() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a"));
        script.crashes("a");
        script.fails("a");
        ChildRef failed = script.ref("a");
        script.terminateChild("a");
        script.restartChild("a");
        script.wanted();

        assertThat(script.core().tryAgain(failed, 0)).isEmpty();
        script.up("a");
        assertThat(script.wanted()).containsExactly("reply 2 a");
    }

    @Test
    void S06_failedRestart_ignoreIsNoFailure() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a"));
        script.crashes("a");
        script.ignores("a");

        assertThat(script.wanted()).containsExactly("start a");
        assertThat(script.children()).isEqualTo("a stopped");
    }
}
