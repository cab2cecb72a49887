package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.child;
import static io.coppice.supervision.core.Script.running;
import static io.coppice.supervision.core.Script.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a supervisor begins and ends: S01, S02, S10, S11, S15. */
class StartAndStopTest {

    @ParameterizedTest
    @EnumSource
    void S01_startOrder_childrenStartOneAfterAnother(RestartStrategy strategy) {
        Script script = new Script(spec(strategy, "a", "b", "c"));

        script.start();
        assertThat(script.wanted()).containsExactly("start a");
        script.up("a");
        assertThat(script.wanted()).containsExactly("start b");
        script.up("b");
        assertThat(script.wanted()).containsExactly("start c");
        script.up("c");
        assertThat(script.wanted()).containsExactly("up");
    }

    @Test
    void S01_startOrder_aSupervisorWithoutChildrenIsUpAtOnce() {
        Script script = new Script(spec(RestartStrategy.ONE_FOR_ONE));

        script.start();

        assertThat(script.wanted()).containsExactly("up");
    }

    @Test
    void S01_startOrder_aCrashDuringTheStartWaitsUntilAllAreUp() {
        Script script = new Script(spec(RestartStrategy.ONE_FOR_ONE, "a", "b"));
        script.start();
        script.up("a");
        script.wanted();

        script.crashes("a");
        assertThat(script.wanted()).isEmpty();
        script.up("b");
        assertThat(script.wanted()).containsExactly("up", "start a");
    }

    @ParameterizedTest
    @EnumSource
    void S02_failedStartAtInit_stopsWhatIsUpInReverseOrderAndDoesNotRetry(RestartStrategy strategy) {
        Script script = new Script(spec(strategy, "a", "b", "c", "d"));
        script.start();
        script.up("a");
        script.up("b");
        script.wanted();

        script.fails("c");
        assertThat(script.wanted()).containsExactly("stop b");
        script.down("b");
        assertThat(script.wanted()).containsExactly("stop a");
        script.down("a");
        assertThat(script.wanted()).containsExactly("ended crashed");
        assertThat(script.reports()).contains("start_failed c 0").noneMatch(report -> report.startsWith("gave_up"));
    }

    @Test
    void S02_failedStartAtInit_doesNotTouchTheWindow() {
        Script script = new Script(spec(RestartStrategy.ONE_FOR_ONE, "a").withWindow(0, Duration.ofSeconds(5)));
        script.start();
        script.wanted();

        script.fails("a");

        assertThat(script.wanted()).containsExactly("ended crashed");
        assertThat(script.reports()).containsExactly("start_failed a 0");
    }

    @Test
    void S02_failedStartAtInit_ignoreKeepsTheSpecUnlessItIsTemporary() {
        Script script = new Script(SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ONE, child("a"), child("t", RestartType.TEMPORARY), child("b")));
        script.start();
        script.ignores("a");
        script.ignores("t");
        script.up("b");

        assertThat(script.wanted()).containsExactly("start a", "start t", "start b", "up");
        assertThat(script.children()).isEqualTo("a stopped, b running");
    }

    @Test
    void S10_stoppingAChild_eachIsStoppedInItsOwnWay() {
        Script script = running(SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ONE,
                child("brutal").withShutdown(Shutdown.BRUTAL_KILL),
                child("patient").withShutdown(Shutdown.INFINITY)));

        script.stop();
        assertThat(script.wanted()).containsExactly("stop patient");
        script.down("patient");
        assertThat(script.wanted()).containsExactly("kill brutal");
    }

    @Test
    void S10_stoppingAChild_anotherReasonThanExpectedIsReportedAndWorkGoesOn() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a", "b"));
        script.stop();
        script.wanted();

        script.exits("b", ExitReason.KILLED);
        script.crashes("a");

        assertThat(script.wanted()).containsExactly("stop a", "ended shutdown");
        assertThat(script.reportsInFull())
                .extracting(Command.Report::reason)
                .containsExactly(ExitReason.KILLED, Script.CRASH);
    }

    @Test
    void S10_stoppingAChild_whoEndedByItselfMeanwhileKeepsItsOwnReason() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a", "b"));
        script.stop();
        script.crashes("a");
        script.wanted();

        script.down("b");

        assertThat(script.wanted()).containsExactly("ended shutdown");
        assertThat(script.reports()).containsExactly("stopped b 0", "crashed a 0");
    }

    @ParameterizedTest
    @EnumSource
    void S11_stopOrder_childrenStopInReverseOneAfterAnother(RestartStrategy strategy) {
        Script script = running(spec(strategy, "a", "b", "c"));

        script.stop();
        assertThat(script.wanted()).containsExactly("stop c");
        script.down("c");
        assertThat(script.wanted()).containsExactly("stop b");
        script.down("b");
        assertThat(script.wanted()).containsExactly("stop a");
        script.down("a");
        assertThat(script.wanted()).containsExactly("ended shutdown");
    }

    @Test
    void S11_stopOrder_aStartThatIsUnderWayIsCutShortFirst() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a", "b", "c"));
        script.crashes("b");
        script.wanted();

        script.stop();
        assertThat(script.wanted()).containsExactly("stop b");
        script.fails("b");
        assertThat(script.wanted()).containsExactly("stop c");
        script.down("c");
        script.down("a");
        assertThat(script.wanted()).containsExactly("stop a", "ended shutdown");
    }

    @Test
    void S15_theParentDies_stoppedByItItStopsItsChildren() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a"));

        script.stop();
        script.stop();
        script.down("a");

        assertThat(script.wanted()).containsExactly("stop a", "ended shutdown");
    }

    @ParameterizedTest
    @EnumSource
    void S15_theParentDies_killedByItItsChildrenAreKilledAtOnceAndItEndsWhenTheyAreDown(RestartStrategy strategy) {
        Script script = running(spec(strategy, "a", "b", "c"));
        script.stop();
        script.wanted();

        script.kill();
        assertThat(script.wanted()).containsExactly("kill a", "kill b", "kill c");
        script.exits("c", ExitReason.KILLED);
        script.exits("a", ExitReason.KILLED);
        assertThat(script.wanted()).isEmpty();
        script.exits("b", ExitReason.KILLED);
        assertThat(script.wanted()).containsExactly("ended killed");
        script.kill();
        assertThat(script.wanted()).isEmpty();
    }

    @Test
    void S15_theParentDies_killedDuringItsStartItCutsTheStartShort() {
        Script script = new Script(spec(RestartStrategy.ONE_FOR_ONE, "a", "b", "c"));
        script.start();
        script.up("a");
        script.wanted();

        script.kill();
        script.fails("b");
        script.exits("a", ExitReason.KILLED);

        assertThat(script.wanted()).containsExactly("kill a", "kill b", "ended killed");
    }

    @Test
    void S15_theParentDies_killedWithAChildThatJustCrashedTheCrashIsReported() {
        Script script = new Script(spec(RestartStrategy.ONE_FOR_ONE, "a", "b"));
        script.start();
        script.up("a");
        script.crashes("a");
        script.wanted();

        script.kill();
        script.fails("b");

        assertThat(script.wanted()).containsExactly("kill b", "ended killed");
        assertThat(script.reports()).contains("crashed a 0");
    }
}
