package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.child;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Supervisors that start empty: S17. */
class DynamicTest {

    private static Script dynamic(String... ids) {
        return dynamic(SupervisorSpec.ofDynamic(), ids);
    }

    private static Script dynamic(SupervisorSpec spec, String... ids) {
        Script script = running(spec);
        for (String id : ids) {
            script.startChild(child(id));
            script.up(id);
        }
        script.wanted();
        return script;
    }

    private static Script running(SupervisorSpec spec) {
        Script script = new Script(spec);
        script.start();
        assertThat(script.wanted()).containsExactly("up");
        return script;
    }

    @Test
    void S17_dynamic_startsEmptyAndIsOneForOneOnly() {
        assertThat(new Script(SupervisorSpec.ofDynamic()).children()).isEmpty();
        assertThatThrownBy(() -> new SupervisorSpec(
                        RestartStrategy.ONE_FOR_ALL,
                        3,
                        Duration.ofSeconds(5),
                        AutoShutdown.NEVER,
                        true,
                        OptionalInt.empty(),
                        List.of()))
                .hasMessage("a dynamic supervisor has the strategy one_for_one, not one_for_all");
        assertThatThrownBy(() -> SupervisorSpec.ofDynamic().withAutoShutdown(AutoShutdown.ANY_SIGNIFICANT))
                .hasMessage("a dynamic supervisor has the auto_shutdown never, not any_significant");
    }

    @Test
    void S17_dynamic_oneSpecCanBeStartedAnyNumberOfTimesUnderAnIdOfItsOwn() {
        Script script = dynamic();
        script.startChild(child("a"));
        script.startChild(child("b"));
        script.startChild(child("a"));
        script.up("b");
        script.up("a");

        assertThat(script.wanted())
                .containsExactly("start a", "start b", "refuse 3 already_started", "reply 2 b", "reply 1 a");
    }

    @Test
    void S17_dynamic_maxChildrenAlsoCountsThoseThatAreRestarting() {
        Script script = dynamic(SupervisorSpec.ofDynamic().withMaxChildren(2), "a", "b");
        script.crashes("a");
        script.fails("a");
        assertThat(script.wanted()).containsExactly("start a", "again a");

        script.startChild(child("c"));
        assertThat(script.wanted()).containsExactly("refuse 3 max_children");
        script.terminateChild("a");
        script.startChild(child("c"));
        assertThat(script.wanted()).containsExactly("reply 4", "start c");
    }

    @Test
    void S17_dynamic_aCrashRestartsItAloneByItsType() {
        Script script = dynamic("a", "b");
        script.startChild(child("t", RestartType.TEMPORARY));
        script.up("t");
        script.startChild(child("n", RestartType.TRANSIENT));
        script.up("n");
        script.wanted();

        script.crashes("t");
        script.exits("n", ExitReason.NORMAL);
        script.crashes("a");
        script.up("a");

        assertThat(script.wanted()).containsExactly("start a");
        assertThat(script.children()).isEqualTo("a running, b running");
    }

    @Test
    void S17_dynamic_aFirstStartThatFailsIsTheAnswerAndLeavesNothing() {
        Script script = dynamic();
        script.startChild(child("a"));
        script.fails("a");
        script.startChild(child("b"));
        script.ignores("b");

        assertThat(script.wanted()).containsExactly("start a", "refuse 1 start_failed", "start b", "reply 2");
        assertThat(script.children()).isEmpty();
    }

    @Test
    void S17_dynamic_aStartThatIsTerminatedIsAnsweredAsFailed() {
        Script script = dynamic();
        script.startChild(child("a"));
        script.terminateChild("a");
        script.fails("a");

        assertThat(script.wanted()).containsExactly("start a", "stop a", "refuse 1 start_failed", "reply 2");
    }

    @Test
    void S17_dynamic_hasNoSpecsToRestartOrDeleteNorInstancesNorSignificantChildren() {
        Script script = dynamic("a");
        script.restartChild("a");
        script.deleteChild("a");
        script.startChild(child("i").withInstances(2));
        script.startChild(child("s", RestartType.TEMPORARY).withSignificant(true));
        script.terminateChild("x");

        assertThat(script.wanted())
                .containsExactly(
                        "refuse 2 not_supported",
                        "refuse 3 not_supported",
                        "refuse 4 not_supported",
                        "refuse 5 not_supported",
                        "refuse 6 not_found");
    }

    @Test
    void S17_dynamic_tooManyRestartsEndIt() {
        Script script = dynamic(SupervisorSpec.ofDynamic().withWindow(1, Duration.ofSeconds(5)), "a", "b");
        script.crashes("a");
        script.fails("a");
        script.wanted();

        script.again("a");
        assertThat(script.wanted()).containsExactly("stop b");
        script.startChild(child("c"));
        script.down("b");
        assertThat(script.wanted()).containsExactly("refuse 3 shutting_down", "ended shutdown");
        assertThat(script.reports()).contains("gave_up supervisor 2");
    }

    @Test
    void S11_stopOrder_aDynamicSupervisorStopsItsChildrenInParallel() {
        Script script = dynamic("a", "b", "c");
        script.crashes("a");
        script.fails("a");
        script.startChild(child("d"));
        script.wanted();

        script.stop();
        assertThat(script.wanted()).containsExactly("stop b", "stop c", "stop d");
        script.down("c");
        script.fails("d");
        script.down("b");
        assertThat(script.wanted()).containsExactly("refuse 4 shutting_down", "ended shutdown");
    }

    @Test
    void S13_whichChildren_ofADynamicSupervisorAreSeenAtOnceAndRefusedWhenItStops() {
        Script script = dynamic("a");
        script.startChild(child("b"));

        script.look(null);
        script.look("a");
        script.look("x");
        script.stop();
        script.look(null);

        assertThat(script.wanted())
                .containsExactly(
                        "start b",
                        "see a running, b starting",
                        "reply 3",
                        "see a running",
                        "reply 4",
                        "refuse 5 not_found",
                        "stop a",
                        "stop b",
                        "refuse 6 shutting_down");
    }

    @Test
    void S15_theParentDies_aKilledDynamicSupervisorWaitsUntilItsChildrenAreDown() {
        Script script = dynamic("a", "b");
        script.terminateChild("b");
        script.wanted();

        script.kill();
        assertThat(script.wanted()).containsExactly("kill a", "kill b");
        script.exits("b", ExitReason.KILLED);
        assertThat(script.wanted()).containsExactly("reply 3");
        script.exits("a", ExitReason.KILLED);
        assertThat(script.wanted()).containsExactly("ended killed");
    }
}
