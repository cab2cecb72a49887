package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.child;
import static io.coppice.supervision.core.Script.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import org.junit.jupiter.api.Test;

/** Running children that are replaced without a gap. */
class ReplaceTest {

    private static Script two() {
        return running(Script.spec(RestartStrategy.ONE_FOR_ALL, "a", "b"));
    }

    @Test
    void theOneBeforeStopsOnlyWhenTheNextIsUp() {
        Script script = two();
        ChildRef before = script.ref("a");
        script.replaceChild("a");
        assertThat(script.wanted()).containsExactly("start a");
        assertThat(script.children()).isEqualTo("a running, b running");
        assertThat(script.entry("a").ref()).isEqualTo(before);
        script.up("a");
        assertThat(script.wanted()).containsExactly("stop a");
        assertThat(script.entry("a").ref()).isEqualTo(script.ref("a")).isNotEqualTo(before);
        script.exits(before, ExitReason.SHUTDOWN);
        assertThat(script.wanted()).containsExactly("reply 1 a");
        assertThat(script.children()).isEqualTo("a running, b running");
        assertThat(script.entry("a").restarts()).isZero();
        assertThat(script.reports()).containsExactly("started a 0", "stopped a 0");
    }

    @Test
    void oneThatDoesNotStartLeavesTheOneBeforeAsItWas() {
        Script script = two();
        ChildRef before = script.ref("a");
        script.replaceChild("a");
        script.wanted();
        script.fails("a");
        assertThat(script.wanted()).containsExactly("refuse 1 start_failed");
        assertThat(script.entry("a").ref()).isEqualTo(before);
        assertThat(script.children()).isEqualTo("a running, b running");
    }

    @Test
    void oneThatEndsMeanwhileIsRestartedAsAlwaysAndTheOtherGoes() {
        Script script = running(Script.spec(RestartStrategy.ONE_FOR_ONE, "a"));
        ChildRef before = script.ref("a");
        script.replaceChild("a");
        ChildRef successor = script.ref("a");
        script.wanted();
        script.exits(before, Script.CRASH);
        assertThat(script.wanted()).containsExactly("start a");
        script.starts(successor);
        assertThat(script.wanted()).containsExactly("stop a");
        script.up("a");
        script.exits(successor, ExitReason.SHUTDOWN);
        assertThat(script.wanted()).containsExactly("refuse 1 restarting");
        assertThat(script.children()).isEqualTo("a running");
        assertThat(script.entry("a").restarts()).isOne();
    }

    @Test
    void instancesFollowOneAfterTheOther() {
        ChildSpec many = child("a").withInstances(2);
        Script script = new Script(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, many));
        script.start();
        script.up("a#0");
        script.up("a#1");
        script.wanted();
        ChildRef first = script.ref("a#0");
        ChildRef second = script.ref("a#1");
        script.replaceChild("a");
        assertThat(script.wanted()).containsExactly("start a#0");
        script.up("a#0");
        script.exits(first, ExitReason.SHUTDOWN);
        assertThat(script.wanted()).containsExactly("stop a#0", "start a#1");
        script.up("a#1");
        script.exits(second, ExitReason.SHUTDOWN);
        assertThat(script.wanted()).containsExactly("stop a#1", "reply 1 a#1");
    }

    @Test
    void aStopTakesTheSuccessorAlongAndIsCompleteOnlyThen() {
        Script script = running(Script.spec(RestartStrategy.ONE_FOR_ONE, "a"));
        ChildRef before = script.ref("a");
        script.replaceChild("a");
        script.wanted();
        script.stop();
        assertThat(script.wanted()).containsExactly("stop a", "stop a");
        script.exits(before, ExitReason.SHUTDOWN);
        assertThat(script.wanted()).isEmpty();
        script.fails("a");
        assertThat(script.wanted()).containsExactly("refuse 1 shutting_down", "ended shutdown");
    }

    @Test
    void aKillTakesThePredecessorAlong() {
        Script script = running(Script.spec(RestartStrategy.ONE_FOR_ONE, "a"));
        ChildRef before = script.ref("a");
        script.replaceChild("a");
        script.up("a");
        script.wanted();
        script.kill();
        assertThat(script.wanted()).containsExactly("kill a", "kill a");
        script.down("a");
        assertThat(script.wanted()).isEmpty();
        script.exits(before, ExitReason.KILLED);
        assertThat(script.wanted()).containsExactly("refuse 1 shutting_down", "ended killed");
    }

    @Test
    void whatDoesNotRunOrIsReplacedAlreadyIsRefused() {
        Script script = two();
        script.replaceChild("nobody");
        script.replaceChild("a");
        script.replaceChild("a");
        assertThat(script.wanted()).containsExactly("refuse 1 not_found", "start a", "refuse 3 restarting");
        script.terminateChild("b");
        script.down("b");
        script.wanted();
        script.replaceChild("b");
        assertThat(script.wanted()).containsExactly("refuse 5 already_present");
    }

    @Test
    void aChildOfADynamicSupervisorIsReplacedInTheSameWay() {
        Script script = new Script(SupervisorSpec.ofDynamic());
        script.start();
        script.startChild(child("a"));
        script.up("a");
        script.wanted();
        ChildRef before = script.ref("a");
        script.replaceChild("a");
        script.up("a");
        script.stop();
        assertThat(script.wanted()).containsExactly("start a", "stop a", "stop a", "stop a");
        script.down("a");
        assertThat(script.wanted()).isEmpty();
        script.exits(before, ExitReason.SHUTDOWN);
        assertThat(script.wanted()).containsExactly("refuse 2 shutting_down", "ended shutdown");
    }
}
