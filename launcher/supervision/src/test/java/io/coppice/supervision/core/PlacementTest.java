package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.child;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Placement;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Children that the cluster has once: B07. */
class PlacementTest {

    private static ChildSpec placed(String id) {
        return child(id).withExtras(Extras.NONE.withPlacement(Placement.CLUSTER));
    }

    private static SupervisorSpec spec(ChildSpec... children) {
        return SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children).withWindow(2, Duration.ofSeconds(5));
    }

    private static Script standingBy() {
        Script script = new Script(spec(placed("p"), child("b")));
        script.start();
        script.unclaimed("p");
        script.up("b");
        assertThat(script.wanted()).containsExactly("stand p", "start b", "up");
        assertThat(script.children()).isEqualTo("p standby, b running");
        return script;
    }

    private static Script holding() {
        Script script = new Script(spec(placed("p"), child("b")));
        script.start();
        script.claimed("p", 0);
        script.up("p");
        script.up("b");
        assertThat(script.wanted()).containsExactly("stand p", "start p", "start b", "up");
        return script;
    }

    @Test
    void B07_placement_theClaimComesBeforeTheStart() {
        holding();
    }

    @Test
    void B07_placement_thereIsNeverASuccessorBesideIt() {
        Script script = holding();
        script.replaceChild("p");
        assertThat(script.wanted()).containsExactly("refuse 1 not_supported");
        assertThat(script.children()).isEqualTo("p running, b running");
    }

    @Test
    void B07_placement_aSupervisorIsUpWithoutOneThatRunsElsewhere() {
        assertThat(standingBy().entry("p").place()).isEqualTo("there");
    }

    @Test
    void B07_placement_itStartsWhenItsNodeGetsTheClaimAndItsRestartsComeAlong() {
        Script script = standingBy();
        script.claimed("p", 2);
        script.up("p");
        assertThat(script.wanted()).containsExactly("start p");
        assertThat(script.entry("p").restarts()).isEqualTo(2);
        script.crashes("p");
        assertThat(script.wanted()).containsExactly("count p", "rest p");
        assertThat(script.children()).isEqualTo("p parked, b running");
    }

    @Test
    void B07_placement_oneMoveTooManyParksIt() {
        Script script = standingBy();
        script.claimed("p", 3);
        assertThat(script.wanted()).containsExactly("rest p");
        assertThat(script.children()).isEqualTo("p parked, b running");
        assertThat(script.reports()).endsWith("parked p 2");
    }

    @Test
    void B07_placement_itsRestartsAreNotItsSiblings() {
        Script script = holding();
        script.crashes("b");
        script.up("b");
        script.crashes("b");
        script.up("b");
        script.crashes("p");
        assertThat(script.wanted()).endsWith("count p", "start p");
        script.up("p");
        script.crashes("b");
        assertThat(script.wanted()).as("b is one too many").containsExactly("stop p");
    }

    @Test
    void B07_placement_oneThatLostItsClaimIsKilledAtOnceAlsoOutOfTurn() {
        Script script = holding();
        script.terminateChild("b");
        assertThat(script.wanted()).containsExactly("stop b");
        script.unclaimed("p");
        assertThat(script.wanted()).containsExactly("kill p");
        script.exits("p", ExitReason.KILLED);
        script.down("b");
        assertThat(script.children()).isEqualTo("p standby, b stopped");
        assertThat(script.reportsInFull().stream().map(r -> r.reason().toString()))
                .contains("killed: there");
    }

    @Test
    void B07_placement_oneThatCrashesAsItsClaimIsLostIsNotRestarted() {
        Script script = holding();
        script.terminateChild("b");
        script.crashes("p");
        script.unclaimed("p");
        script.wanted();
        script.down("b");
        assertThat(script.wanted()).containsExactly("reply 1");
        assertThat(script.children()).isEqualTo("p standby, b stopped");
    }

    @Test
    void B07_placement_aClaimThatComesBackWhileItEndsStartsItAgain() {
        Script script = holding();
        script.unclaimed("p");
        script.claimed("p", 1);
        assertThat(script.wanted()).containsExactly("kill p");
        script.exits("p", ExitReason.KILLED);
        assertThat(script.wanted()).containsExactly("start p");
        script.up("p");
        assertThat(script.children()).isEqualTo("p running, b running");
    }

    @Test
    void B07_placement_aRestartThatIsDueIsNotMadeWithoutTheClaim() {
        Script script = holding();
        script.crashes("p");
        script.fails("p");
        assertThat(script.wanted()).endsWith("start p", "again p");
        script.unclaimed("p");
        script.again("p");
        assertThat(script.wanted()).isEmpty();
        assertThat(script.children()).isEqualTo("p standby, b running");
    }

    @Test
    void B07_placement_theEndOfItsSupervisorHandsItOverWhenItIsDown() {
        Script script = holding();
        script.stop();
        script.down("b");
        assertThat(script.wanted()).containsExactly("stop b", "stop p");
        script.down("p");
        assertThat(script.wanted()).containsExactly("leave p", "ended shutdown");
        Script standby = standingBy();
        standby.kill();
        assertThat(standby.wanted()).containsExactly("leave p", "kill b");
    }

    @Test
    void B07_placement_stoppedByHandItStaysDownEverywhere() {
        Script script = holding();
        script.terminateChild("p");
        script.down("p");
        assertThat(script.wanted()).containsExactly("stop p", "rest p", "reply 1");
        script.restartChild("p");
        assertThat(script.wanted()).containsExactly("resume p", "reply 2");
        script.claimed("p", 0);
        assertThat(script.wanted()).containsExactly("start p");
    }

    @Test
    void B07_placement_stoppedByHandWhereItStandsByItOnlyLeavesTheLine() {
        Script script = standingBy();
        script.terminateChild("p");
        assertThat(script.wanted()).containsExactly("leave p", "reply 1");
        script.claimed("p", 0);
        assertThat(script.wanted()).isEmpty();
        script.restartChild("p");
        assertThat(script.wanted()).containsExactly("stand p", "resume p", "reply 2");
    }

    @Test
    void B07_placement_oneThatRestsElsewhereIsTakenOverByHand() {
        Script script = standingBy();
        script.restartChild("p");
        assertThat(script.wanted()).containsExactly("refuse 1 running");
        script.rests("p");
        script.restartChild("p");
        assertThat(script.wanted()).containsExactly("resume p", "reply 2");
        script.claimed("p", 0);
        assertThat(script.wanted()).containsExactly("start p");
    }

    @Test
    void B07_placement_oneThatWasParkedStandsByWhenItIsTakenOverElsewhere() {
        Script script = standingBy();
        script.claimed("p", 3);
        script.rests("p");
        assertThat(script.children()).isEqualTo("p parked, b running");
        script.unclaimed("p");
        assertThat(script.children()).isEqualTo("p standby, b running");
    }

    @Test
    void B07_placement_aNormalEndOfATransientOneIsItsEndInTheCluster() {
        Script script = new Script(spec(placed("p").withRestart(RestartType.TRANSIENT)));
        script.start();
        script.claimed("p", 0);
        script.up("p");
        script.wanted();
        script.exits("p", ExitReason.NORMAL);
        assertThat(script.wanted()).containsExactly("rest p");
    }

    @Test
    void B07_placement_whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> placed("p").withRestart(RestartType.TEMPORARY))
                .hasMessage(
                        "child p: placement cluster: a temporary child is never started again, and so not on another"
                                + " node either");
        assertThatThrownBy(() -> placed("p").withInstances(2)).hasMessageContaining("not 2 instances");
        assertThatThrownBy(() -> placed("p").withRestart(RestartType.TRANSIENT).withSignificant(true))
                .hasMessageContaining("significant");
        assertThatThrownBy(() -> SupervisorSpec.of(RestartStrategy.REST_FOR_ONE, placed("p"), child("b")))
                .hasMessageContaining("needs the strategy one_for_one, not rest_for_one");
        ChildSpec group = ChildSpec.of("group", spec(placed("p")));
        assertThatThrownBy(() -> group.withExtras(Extras.NONE.withPlacement(Placement.CLUSTER)))
                .hasMessageContaining("nothing below it may have that placement");
        Script dynamic = new Script(SupervisorSpec.ofDynamic());
        dynamic.start();
        dynamic.startChild(placed("p"));
        assertThat(dynamic.wanted()).containsExactly("up", "refuse 1 not_supported");
        Script change = holding();
        change.change(spec(child("p"), child("b")));
        assertThat(change.wanted()).containsExactly("refuse 1 not_supported");
    }
}
