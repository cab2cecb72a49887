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

/** Children that are restarted together: S07, S08. */
class GroupRestartTest {

    @Test
    void S07_oneForAll_othersStopInReverseThenAllStartInOrder() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ALL, "a", "b", "c"));

        script.crashes("b");
        assertThat(script.wanted()).containsExactly("stop c");
        script.down("c");
        assertThat(script.wanted()).containsExactly("stop a");
        script.down("a");
        assertThat(script.wanted()).containsExactly("start a");
        script.up("a");
        assertThat(script.wanted()).containsExactly("start b");
        script.up("b");
        assertThat(script.wanted()).containsExactly("start c");
    }

    @Test
    void S07_oneForAll_alsoStartsWhatHadEndedOrWasStoppedByHandAndDropsTheTemporary() {
        Script script = running(SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ALL,
                child("ended", RestartType.TRANSIENT),
                child("stopped"),
                child("temporary", RestartType.TEMPORARY),
                child("a")));
        script.exits("ended", ExitReason.NORMAL);
        script.terminateChild("stopped");
        script.down("stopped");
        script.wanted();

        script.crashes("a");
        script.down("temporary");
        script.up("ended");
        script.up("stopped");
        script.up("a");

        assertThat(script.wanted()).containsExactly("stop temporary", "start ended", "start stopped", "start a");
        assertThat(script.children()).isEqualTo("ended running, stopped running, a running");
    }

    @Test
    void S07_oneForAll_aFailureInItTriesTheWholeGroupAgain() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ALL, "a", "b", "c"));
        script.crashes("a");
        script.down("c");
        script.down("b");
        script.up("a");
        script.wanted();

        script.fails("b");
        assertThat(script.wanted()).containsExactly("again b");
        assertThat(script.children()).isEqualTo("a running, b restarting, c stopped");
        script.again("b");
        script.down("a");
        assertThat(script.wanted()).containsExactly("stop a", "start a");
    }

    @Test
    void S07_oneForAll_aCrashOfASiblingThatIsAboutToBeStoppedIsNoRestartOfItsOwn() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ALL, "a", "b", "c"));
        script.crashes("b");
        script.crashes("a");
        script.crashes("c");
        script.up("a");
        script.up("b");
        script.up("c");

        assertThat(script.wanted()).containsExactly("stop c", "start a", "start b", "start c");
        assertThat(script.reports()).contains("crashed b 1", "crashed a 1", "stopped c 1");
    }

    @Test
    void S07_oneForAll_aCrashOfAChildThatIsBackAlreadyIsTheNextRestart() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ALL, "a", "b"));
        script.crashes("b");
        script.down("a");
        script.up("a");
        script.crashes("a");
        script.wanted();

        script.up("b");

        assertThat(script.wanted()).containsExactly("stop b");
        assertThat(script.reports()).last().isEqualTo("crashed a 2");
    }

    @Test
    void S08_restForOne_thoseAfterItStopInReverseThenItAndTheyStart() {
        Script script = running(spec(RestartStrategy.REST_FOR_ONE, "a", "b", "c", "d"));

        script.crashes("b");
        script.down("d");
        script.down("c");
        script.up("b");
        script.up("c");
        script.up("d");

        assertThat(script.wanted()).containsExactly("stop d", "stop c", "start b", "start c", "start d");
    }

    @Test
    void S08_restForOne_aFailureInItTriesAgainFromTheOneThatFailed() {
        Script script = running(spec(RestartStrategy.REST_FOR_ONE, "a", "b", "c", "d"));
        script.crashes("b");
        script.down("d");
        script.down("c");
        script.up("b");
        script.wanted();

        script.fails("c");
        assertThat(script.wanted()).containsExactly("again c");
        script.again("c");
        script.up("c");
        script.up("d");

        assertThat(script.wanted()).containsExactly("start c", "start d");
        assertThat(script.children()).isEqualTo("a running, b running, c running, d running");
    }

    @Test
    void S08_restForOne_theInstancesOfOneSpecAreOnePlace() {
        Script script = new Script(SupervisorSpec.of(
                RestartStrategy.REST_FOR_ONE, child("a"), child("web").withInstances(2), child("z")));
        script.start();
        script.up("a");
        script.up("web#0");
        script.up("web#1");
        script.up("z");
        assertThat(script.wanted()).containsExactly("start a", "start web#0", "start web#1", "start z", "up");

        script.crashes("web#0");
        script.down("z");
        script.up("web#0");

        assertThat(script.wanted()).containsExactly("stop z", "start web#0", "start z");
    }

    @Test
    void S08_restForOne_anotherInstanceStartsThoughOneFails() {
        Script script = new Script(SupervisorSpec.of(
                        RestartStrategy.REST_FOR_ONE, child("a"), child("web").withInstances(2), child("z"))
                .withWindow(9, Duration.ofSeconds(5)));
        script.start();
        for (String id : List.of("a", "web#0", "web#1", "z")) {
            script.up(id);
        }
        script.crashes("a");
        for (String id : List.of("z", "web#1", "web#0")) {
            script.down(id);
        }
        script.up("a");
        script.wanted();

        script.fails("web#0");
        script.up("web#1");
        script.again("web#0");
        script.up("web#0");
        script.up("z");

        assertThat(script.wanted()).containsExactly("again web#0", "start web#1", "start web#0", "start z");
        assertThat(script.children()).isEqualTo("a running, web#0 running, web#1 running, z running");
    }
}
