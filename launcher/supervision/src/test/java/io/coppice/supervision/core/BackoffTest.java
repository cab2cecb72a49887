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

/** Delays between restarts: B01. */
class BackoffTest {

    /** 100, 200, 400, 800, 1000, 1000 ms, ...; anew after 10 s. */
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 2, 0.5, Duration.ofSeconds(10));

    private static ChildSpec patient(String id) {
        return child(id).withExtras(Extras.NONE.withBackoff(BACKOFF));
    }

    private static Script with(RestartStrategy strategy, int maxRestarts, ChildSpec... children) {
        return running(SupervisorSpec.of(strategy, children).withWindow(maxRestarts, Duration.ofSeconds(60)));
    }

    @Test
    void B01_backoff_delaysGrowUpToTheirMost() {
        assertThat(BACKOFF.delay(0)).isEqualTo(Duration.ofMillis(100));
        assertThat(BACKOFF.delay(3)).isEqualTo(Duration.ofMillis(800));
        assertThat(BACKOFF.delay(4)).isEqualTo(Duration.ofSeconds(1));
        assertThat(BACKOFF.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void B01_backoff_jitterMakesADelayShorterOrLongerButNeverLongerThanTheMost() {
        Duration delay = Duration.ofMillis(400);
        assertThat(BACKOFF.jittered(delay, 0)).isEqualTo(Duration.ofMillis(200));
        assertThat(BACKOFF.jittered(delay, 0.5)).isEqualTo(delay);
        assertThat(BACKOFF.jittered(delay, 0.75)).isEqualTo(Duration.ofMillis(500));
        assertThat(BACKOFF.jittered(Duration.ofSeconds(1), 0.75)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void B01_backoff_aChildInItsDelayIsRestartingAndRequestsAreServed() {
        Script script = with(RestartStrategy.ONE_FOR_ONE, 9, patient("a"), child("b"));

        script.crashes("a");
        assertThat(script.wanted()).containsExactly("again a in 100");
        assertThat(script.children()).isEqualTo("a restarting, b running");
        script.restartChild("a");
        script.deleteChild("a");
        script.startChild(child("c"));
        script.up("c");
        assertThat(script.wanted())
                .containsExactly("refuse 1 restarting", "refuse 2 restarting", "start c", "reply 3 c");

        script.again("a");
        script.up("a");
        assertThat(script.wanted()).containsExactly("start a");
        assertThat(script.entry("a").restarts()).isEqualTo(1);
    }

    @Test
    void B01_backoff_eachFailedAttemptWaitsLongerAndCountsWhenItIsMade() {
        Script script = with(RestartStrategy.ONE_FOR_ONE, 2, patient("a"));

        script.crashes("a");
        script.again("a");
        script.fails("a");
        assertThat(script.wanted()).containsExactly("again a in 100", "start a", "again a in 200");
        assertThat(script.reports()).containsExactly("crashed a 1", "start_failed a 1");
        script.again("a");
        script.fails("a");
        assertThat(script.wanted()).containsExactly("start a", "again a in 400");
        script.again("a");
        assertThat(script.wanted()).containsExactly("ended shutdown");
        assertThat(script.reports()).endsWith("start_failed a 2", "gave_up supervisor 3");
    }

    @Test
    void B01_backoff_giveUpDoesNotWait() {
        Script script = with(RestartStrategy.ONE_FOR_ONE, 0, patient("a"));
        script.crashes("a");
        assertThat(script.wanted()).containsExactly("ended shutdown");
    }

    @Test
    void B01_backoff_beginsAnewAfterAChildWasUpForLongEnough() {
        Script script = with(RestartStrategy.ONE_FOR_ONE, 9, patient("a"));
        script.crashes("a");
        script.again("a");
        script.up("a");
        script.at(Duration.ofSeconds(10).minusNanos(1));
        script.crashes("a");
        script.again("a");
        script.up("a");
        script.at(Duration.ofSeconds(20));
        script.crashes("a");
        assertThat(script.wanted())
                .containsExactly("again a in 100", "start a", "again a in 200", "start a", "again a in 100");
    }

    @Test
    void B01_backoff_terminateChildEndsTheDelay() {
        Script script = with(RestartStrategy.ONE_FOR_ONE, 9, patient("a"));
        script.crashes("a");
        ChildRef old = script.ref("a");
        script.terminateChild("a");
        assertThat(script.wanted()).containsExactly("again a in 100", "forget a", "reply 1");
        assertThat(script.core().tryAgain(old, 0)).isEmpty();
        assertThat(script.children()).isEqualTo("a stopped");
    }

    @Test
    void B01_backoff_aGroupStopsAtOnceAndStartsAfterTheDelayOfTheOneThatCrashed() {
        Script script = with(RestartStrategy.ONE_FOR_ALL, 9, child("a"), patient("b"), child("c"));
        script.crashes("b");
        script.down("c");
        script.down("a");
        assertThat(script.wanted()).containsExactly("stop c", "stop a", "again b in 100");
        assertThat(script.children()).isEqualTo("a stopped, b restarting, c stopped");

        script.again("b");
        script.up("a");
        script.up("b");
        script.up("c");
        assertThat(script.wanted()).containsExactly("start a", "start b", "start c");
        assertThat(script.reports())
                .containsExactly(
                        "crashed b 1", "stopped c 1", "stopped a 1", "restarted a 1", "restarted b 1", "restarted c 1");
    }

    @Test
    void B01_backoff_anExitWhileAGroupWaitsRestartsTheLargerGroup() {
        Script script = with(RestartStrategy.REST_FOR_ONE, 9, child("a"), patient("b"), child("c"));
        script.crashes("b");
        script.down("c");
        ChildRef old = script.ref("b");
        script.crashes("a");
        assertThat(script.wanted()).containsExactly("stop c", "again b in 100", "forget b", "start a");
        script.up("a");
        script.up("b");
        script.up("c");
        assertThat(script.core().tryAgain(old, 0)).isEmpty();
        assertThat(script.children()).isEqualTo("a running, b running, c running");
    }

    @Test
    void B01_backoff_siblingsStartAfterAllWhenTheOneTheyWaitForIsStopped() {
        Script script = with(RestartStrategy.REST_FOR_ONE, 9, patient("a"), child("b"));
        script.crashes("a");
        script.down("b");
        script.wanted();
        script.terminateChild("a");
        assertThat(script.wanted()).containsExactly("forget a", "reply 1", "start b");
    }

    @Test
    void B01_backoff_stoppingTheSupervisorEndsTheDelay() {
        Script script = with(RestartStrategy.ONE_FOR_ONE, 9, patient("a"), child("b"));
        script.crashes("a");
        script.wanted();
        script.stop();
        script.down("b");
        assertThat(script.wanted()).containsExactly("stop b", "forget a", "ended shutdown");
    }

    @Test
    void B01_backoff_ofADynamicSupervisorsChildIsItsOwn() {
        Script script = new Script(SupervisorSpec.ofDynamic());
        script.start();
        script.startChild(patient("a"));
        script.up("a");
        script.wanted();
        script.crashes("a");
        script.again("a");
        script.fails("a");
        script.terminateChild("a");
        assertThat(script.wanted())
                .containsExactly("again a in 100", "start a", "again a in 200", "forget a", "reply 2");
        assertThat(script.reports()).contains("crashed a 1", "start_failed a 1");
    }

    @Test
    void B01_backoff_siblingsStartAlsoWhenALaterDelayIsEnded() {
        Script script = with(RestartStrategy.ONE_FOR_ALL, 9, child("a"), patient("b"), child("c"));
        script.crashes("b");
        script.down("c");
        script.down("a");
        script.again("b");
        script.up("a");
        script.fails("b");
        script.wanted();
        script.terminateChild("b");
        script.up("c");
        assertThat(script.wanted()).containsExactly("forget b", "reply 1", "start c");
        assertThat(script.reports()).last().isEqualTo("restarted c 1");
    }

    @Test
    void B01_backoff_siblingsThatAnotherDelayIsForWaitForThat() {
        Script script = with(RestartStrategy.REST_FOR_ONE, 9, patient("a"), patient("b"), child("c"));
        script.crashes("a");
        script.down("c");
        script.down("b");
        script.restartChild("b");
        script.up("b");
        script.crashes("b");
        script.wanted();
        script.terminateChild("a");
        assertThat(script.wanted()).containsExactly("forget a", "reply 2");
        assertThat(script.children()).isEqualTo("a stopped, b restarting, c stopped");
        script.again("b");
        script.up("b");
        script.up("c");
        assertThat(script.wanted()).containsExactly("start b", "start c");
    }
}
