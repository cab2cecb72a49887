package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.child;
import static io.coppice.supervision.core.Script.spec;
import static io.coppice.supervision.spec.RestartStrategy.ONE_FOR_ONE;
import static io.coppice.supervision.spec.RestartStrategy.REST_FOR_ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The change of a running supervisor's flags and specs. */
class ChangeTest {

    @Test
    void nothingStartsStopsOrIsForgotten() {
        Script script = Script.running(spec(ONE_FOR_ONE, "a", "b"));

        script.change(spec(ONE_FOR_ONE, "c", "a"));

        assertThat(script.wanted()).containsExactly("reply 1");
        assertThat(script.children()).isEqualTo("c stopped, a running, b running");
    }

    @Test
    void theNewOrderHoldsForTheNextRestartAndStop() {
        Script script = Script.running(spec(REST_FOR_ONE, "a", "b", "c"));
        script.change(spec(REST_FOR_ONE, "c", "a"));
        script.wanted();

        script.crashes("a");
        assertThat(script.wanted()).containsExactly("stop b");
        script.down("b");
        script.up("a");
        script.up("b");
        assertThat(script.wanted()).containsExactly("start a", "start b");

        script.stop();
        script.down("b");
        script.down("a");
        script.down("c");
        assertThat(script.wanted()).containsExactly("stop b", "stop a", "stop c", "ended shutdown");
    }

    @Test
    void aNewSpecHoldsForTheNextEndAndTheNextStop() {
        Script script = Script.running(spec(ONE_FOR_ONE, "a", "b"));

        script.change(SupervisorSpec.of(
                ONE_FOR_ONE, child("a", RestartType.TRANSIENT), child("b").withShutdown(Shutdown.BRUTAL_KILL)));
        script.exits("a", ExitReason.NORMAL);
        script.terminateChild("b");

        assertThat(script.wanted()).containsExactly("reply 1", "kill b");
        assertThat(script.children()).isEqualTo("a stopped, b stopping");
    }

    @Test
    void restartsThatWereMadeStillCount() {
        Script script = Script.running(spec(ONE_FOR_ONE, "a"));
        script.crashes("a");
        script.up("a");
        script.wanted();

        script.change(spec(ONE_FOR_ONE, "a").withWindow(1, Duration.ofSeconds(5)));
        script.crashes("a");

        assertThat(script.wanted()).containsExactly("reply 1", "ended shutdown");
    }

    @Test
    void theChangeHasItsTurn() {
        Script script = Script.running(spec(REST_FOR_ONE, "a", "b"));
        script.crashes("a");
        script.change(spec(ONE_FOR_ONE, "b", "a"));
        assertThat(script.wanted()).containsExactly("stop b");

        script.down("b");
        script.up("a");
        script.up("b");

        assertThat(script.wanted()).containsExactly("start a", "start b", "reply 1");
        assertThat(script.children()).isEqualTo("b running, a running");
    }

    @Test
    void whatCannotBeIsRefusedAsAWhole() {
        Script script = Script.running(SupervisorSpec.of(ONE_FOR_ONE, child("a").withInstances(1)));

        script.change(SupervisorSpec.of(REST_FOR_ONE, child("b"), child("a").withInstances(2)));
        script.change(SupervisorSpec.ofDynamic());

        assertThat(script.wanted()).containsExactly("refuse 1 not_supported", "refuse 2 not_supported");
        assertThat(script.children()).isEqualTo("a running");
        assertThat(script.core().spec().strategy()).isEqualTo(ONE_FOR_ONE);
        script.stop();
        script.change(spec(ONE_FOR_ONE, "a"));
        assertThat(script.wanted()).containsExactly("stop a", "refuse 3 shutting_down");
    }

    @Test
    void severalInstancesKeepTheirOnePlace() {
        Script script = new Script(SupervisorSpec.of(REST_FOR_ONE, child("w").withInstances(2), child("b")));
        script.start();
        script.up("w#0");
        script.up("w#1");
        script.up("b");
        script.wanted();

        script.change(spec(REST_FOR_ONE, "b"));
        assertThat(script.children()).isEqualTo("b running, w#0 running, w#1 running");
        script.crashes("w#0");
        assertThat(script.wanted()).containsExactly("reply 1", "start w#0");
        script.up("w#0");

        script.terminateChild("w");
        script.down("w#1");
        script.down("w#0");
        script.deleteChild("w");
        script.startChild(child("w"));
        assertThat(script.wanted()).containsExactly("stop w#1", "stop w#0", "reply 2", "reply 3", "start w");
    }

    @Test
    void aDynamicSupervisorChangesItsFlagsAlone() {
        Script script = new Script(SupervisorSpec.ofDynamic());
        script.start();
        script.startChild(child("a"));
        script.up("a");
        script.wanted();

        script.change(SupervisorSpec.ofDynamic().withMaxChildren(1));
        script.startChild(child("b"));
        script.change(spec(ONE_FOR_ONE));
        script.stop();
        script.change(SupervisorSpec.ofDynamic());

        assertThat(script.wanted())
                .containsExactly(
                        "reply 2",
                        "refuse 3 max_children",
                        "refuse 4 not_supported",
                        "stop a",
                        "refuse 5 shutting_down");
    }

    @Test
    void whatWasStoppedForARestartThatTakesItAlongNoLongerStaysDown() {
        Script script = Script.running(spec(REST_FOR_ONE, "a", "b"));
        script.crashes("a");
        script.down("b");
        script.fails("a");
        script.change(spec(ONE_FOR_ONE, "a", "b"));

        assertThat(script.entry("b").isBeingRestarted()).isFalse();
        script.again("a");
        script.up("a");
        assertThat(script.children()).isEqualTo("a running, b stopped");
    }
}
