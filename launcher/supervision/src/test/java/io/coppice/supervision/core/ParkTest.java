package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.child;
import static io.coppice.supervision.core.Script.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Children that are parked where their supervisor would give up: B02. */
class ParkTest {

    private static ChildSpec parking(String id) {
        return child(id).withExtras(Extras.NONE.withParking());
    }

    private static Script with(RestartStrategy strategy, int maxRestarts, ChildSpec... children) {
        return running(SupervisorSpec.of(strategy, children).withWindow(maxRestarts, Duration.ofSeconds(5)));
    }

    private static Script parked() {
        Script script = with(RestartStrategy.ONE_FOR_ONE, 0, parking("a"), child("b"));
        script.crashes("a");
        assertThat(script.children()).isEqualTo("a parked, b running");
        assertThat(script.wanted()).isEmpty();
        return script;
    }

    @Test
    void B02_park_theChildStaysDownWithItsReasonAndTheOthersGoOn() {
        Script script = parked();
        assertThat(script.entry("a").downFor()).isEqualTo(Script.CRASH);
        assertThat(script.reports()).containsExactly("crashed a 1", "parked a 0");
        assertThat(script.reportsInFull().get(1).reason()).isEqualTo(Script.CRASH);
    }

    @Test
    void B02_park_theRestartThatWasNotMadeDoesNotCount() {
        Script script = with(RestartStrategy.ONE_FOR_ONE, 1, parking("a"), child("b"));
        script.crashes("a");
        script.up("a");
        script.at(Duration.ofSeconds(1));
        script.crashes("a");
        script.at(Duration.ofSeconds(5).plusNanos(1));
        script.crashes("b");
        assertThat(script.wanted()).containsExactly("start a", "start b");
        assertThat(script.children()).isEqualTo("a parked, b starting");
    }

    @Test
    void B02_park_aSiblingWithoutItStillEndsTheSupervisor() {
        Script script = parked();
        script.crashes("b");
        assertThat(script.wanted()).containsExactly("ended shutdown");
    }

    @Test
    void B02_park_restartChildEndsItAndBeginsAnew() {
        Script script = parked();
        script.restartChild("a");
        script.up("a");
        assertThat(script.wanted()).containsExactly("start a", "reply 1 a");
        assertThat(script.entry("a").downFor()).isNull();
        assertThat(script.reports()).last().isEqualTo("started a 0");
    }

    @Test
    void B02_park_restartChildThatFailsLeavesItParked() {
        Script script = parked();
        script.restartChild("a");
        script.fails("a");
        assertThat(script.wanted()).containsExactly("start a", "refuse 1 start_failed");
        assertThat(script.children()).isEqualTo("a parked, b running");
    }

    @Test
    void B02_park_terminateAndDeleteWorkAsForOneThatIsStopped() {
        Script script = parked();
        script.startChild(child("a"));
        script.terminateChild("a");
        assertThat(script.children()).isEqualTo("a stopped, b running");
        script.deleteChild("a");
        assertThat(script.wanted()).containsExactly("refuse 1 already_present", "reply 2", "reply 3");
        assertThat(script.children()).isEqualTo("b running");
    }

    @Test
    void B02_park_groupRestartsLeaveItAlone() {
        Script script = with(RestartStrategy.ONE_FOR_ALL, 1, parking("a"), child("b"));
        script.crashes("a");
        script.down("b");
        script.up("a");
        script.up("b");
        script.crashes("a");
        script.at(Duration.ofSeconds(6));
        script.wanted();
        script.crashes("b");
        assertThat(script.wanted()).containsExactly("start b");
        assertThat(script.children()).isEqualTo("a parked, b starting");
    }

    @Test
    void B02_park_siblingsThatWereStoppedForItsRestartStartWithoutIt() {
        Script script = with(RestartStrategy.ONE_FOR_ALL, 1, child("a"), parking("b"), child("c"));
        script.crashes("b");
        script.down("c");
        script.down("a");
        script.up("a");
        script.fails("b");
        script.wanted();
        script.again("b");
        assertThat(script.wanted()).containsExactly("start c");
        script.up("c");
        assertThat(script.children()).isEqualTo("a running, b parked, c running");
        assertThat(script.reports()).contains("parked b 1").last().isEqualTo("restarted c 1");
    }

    @Test
    void B02_park_stoppingTheSupervisorTakesItAlong() {
        Script script = parked();
        script.stop();
        script.down("b");
        assertThat(script.wanted()).containsExactly("stop b", "ended shutdown");
    }

    @Test
    void B02_park_ofADynamicSupervisorCountsForMaxChildrenAndCanBeRestarted() {
        Script script = new Script(
                SupervisorSpec.ofDynamic().withWindow(0, Duration.ofSeconds(5)).withMaxChildren(1));
        script.start();
        script.startChild(parking("a"));
        script.up("a");
        script.crashes("a");
        script.wanted();

        script.startChild(child("b"));
        script.startChild(child("a"));
        script.restartChild("a");
        script.fails("a");
        assertThat(script.wanted())
                .containsExactly(
                        "refuse 2 max_children", "refuse 3 already_present", "start a", "refuse 4 start_failed");
        assertThat(script.children()).isEqualTo("a parked");
        script.restartChild("a");
        script.up("a");
        script.restartChild("a");
        script.crashes("a");
        script.terminateChild("a");
        assertThat(script.wanted()).containsExactly("start a", "reply 5 a", "refuse 6 not_supported", "reply 7");
        assertThat(script.children()).isEmpty();
    }

    @Test
    void B02_park_siblingsThatAreStoppedForAnotherRestartWaitForThat() {
        Backoff backoff = Backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(1));
        ChildSpec patient = child("a").withExtras(Extras.NONE.withBackoff(backoff));
        Script script = with(RestartStrategy.REST_FOR_ONE, 1, parking("x"), patient, child("b"));
        script.crashes("a");
        script.down("b");
        script.wanted();
        script.crashes("x");
        assertThat(script.wanted()).isEmpty();
        assertThat(script.children()).isEqualTo("x parked, a restarting, b stopped");
        script.again("a");
        script.up("a");
        script.up("b");
        assertThat(script.wanted()).containsExactly("start a", "start b");
    }
}
