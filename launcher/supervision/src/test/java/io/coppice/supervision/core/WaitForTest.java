package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.child;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Children whose starts wait for addresses: B03. */
class WaitForTest {

    private static ChildSpec waiting(String id) {
        return child(id).withExtras(Extras.NONE.withWaitFor("x"));
    }

    private static SupervisorSpec spec(RestartStrategy strategy, ChildSpec... children) {
        return SupervisorSpec.of(strategy, children).withWindow(9, Duration.ofSeconds(5));
    }

    /** The waiting child is b. */
    private static Script up(SupervisorSpec spec) {
        Script script = new Script(spec);
        script.start();
        script.up("a");
        script.answered("b");
        script.up("b");
        if (spec.children().size() > 2) {
            script.up("c");
        }
        assertThat(script.wanted()).last().isEqualTo("up");
        return script;
    }

    @Test
    void B03_waitFor_theFirstStartWaitsInItsPlaceForSoLongAsAStartMayTake() {
        Script script = new Script(spec(RestartStrategy.ONE_FOR_ONE, child("a"), waiting("b"), child("c")));
        script.start();
        script.up("a");
        assertThat(script.wanted()).containsExactly("start a", "await b limited");
        script.answered("b");
        script.up("b");
        script.up("c");
        assertThat(script.wanted()).containsExactly("start b", "start c", "up");
    }

    @Test
    void B03_waitFor_noAnswerInTimeIsAFailedStart() {
        Script script = new Script(spec(RestartStrategy.ONE_FOR_ONE, child("a"), waiting("b"), child("c")));
        script.start();
        script.up("a");
        script.unanswered("b");
        script.down("a");
        assertThat(script.wanted()).containsExactly("start a", "await b limited", "stop a", "ended crashed");
        assertThat(script.reports()).contains("start_failed b 0");
    }

    @Test
    void B03_waitFor_aSiblingThatEndsMeanwhileIsRestarted() {
        for (RestartStrategy strategy : RestartStrategy.values()) {
            Script script = new Script(spec(strategy, child("a"), waiting("b"), child("c")));
            script.start();
            script.up("a");
            script.wanted();
            script.crashes("a");
            assertThat(script.wanted()).as("%s", strategy).last().isEqualTo("start a");
            script.up("a");
            script.answered("b");
            script.up("b");
            script.up("c");
            assertThat(script.wanted()).as("%s", strategy).endsWith("start b", "start c", "up");
            assertThat(script.children()).isEqualTo("a running, b running, c running");
        }
    }

    @Test
    void B03_waitFor_aRestartWaitsWithoutALimitAndWithoutCounting() {
        Script script = up(spec(RestartStrategy.ONE_FOR_ONE, child("a"), waiting("b")));
        script.crashes("b");
        assertThat(script.wanted()).containsExactly("await b");
        assertThat(script.children()).isEqualTo("a running, b restarting");
        script.unanswered("b");
        script.restartChild("b");
        script.crashes("a");
        script.up("a");
        script.answered("b");
        script.up("b");
        assertThat(script.wanted()).containsExactly("refuse 1 restarting", "start a", "start b");
        assertThat(script.reports()).contains("crashed b 1").last().isEqualTo("restarted b 2");
    }

    @Test
    void B03_waitFor_inAGroupThoseBehindItWaitAsWellAndThoseBeforeItAreUp() {
        Script script = up(spec(RestartStrategy.ONE_FOR_ALL, child("a"), waiting("b"), child("c")));
        script.crashes("a");
        script.down("c");
        script.down("b");
        script.up("a");
        assertThat(script.wanted()).containsExactly("stop c", "stop b", "start a", "await b");
        script.answered("b");
        script.up("b");
        script.up("c");
        assertThat(script.wanted()).containsExactly("start b", "start c");
        assertThat(script.reports()).last().isEqualTo("restarted c 1");
    }

    @Test
    void B03_waitFor_terminateChildEndsItAndTheOthersGoOn() {
        Script script = up(spec(RestartStrategy.REST_FOR_ONE, child("a"), waiting("b"), child("c")));
        script.crashes("b");
        script.down("c");
        script.wanted();
        script.terminateChild("b");
        script.answered("b");
        assertThat(script.wanted()).containsExactly("forget b", "reply 1", "start c");
        assertThat(script.children()).isEqualTo("a running, b stopped, c starting");
    }

    @Test
    void B03_waitFor_stoppingTheSupervisorEndsItAtOnce() {
        Script script = new Script(spec(RestartStrategy.ONE_FOR_ONE, child("a"), waiting("b")));
        script.start();
        script.up("a");
        script.wanted();
        script.stop();
        script.answered("b");
        script.down("a");
        assertThat(script.wanted()).containsExactly("forget b", "stop a", "ended shutdown");
    }

    @Test
    void B03_waitFor_whatIsDeletedMeanwhileIsNotStarted() {
        Script script = up(spec(RestartStrategy.REST_FOR_ONE, child("a"), waiting("b"), child("c")));
        script.crashes("b");
        script.down("c");
        script.deleteChild("c");
        script.wanted();
        script.answered("b");
        script.up("b");
        assertThat(script.wanted()).containsExactly("start b");
        assertThat(script.children()).isEqualTo("a running, b running");
    }

    @Test
    void B03_waitFor_ofADynamicSupervisorHoldsUpNobodyElse() {
        Script script = new Script(SupervisorSpec.ofDynamic());
        script.start();
        script.startChild(waiting("a").withRestart(RestartType.TRANSIENT));
        script.up("a");
        script.wanted();
        script.crashes("a");
        script.startChild(child("b"));
        script.answered("a");
        script.up("a");
        script.crashes("a");
        script.terminateChild("a");
        assertThat(script.wanted()).containsExactly("await a", "start b", "start a", "await a", "forget a", "reply 3");
    }

    @Test
    void B03_waitFor_whatTheFirstStartHasNotComeToIsNotStartedByHand() {
        Script script = new Script(spec(RestartStrategy.ONE_FOR_ONE, waiting("b"), child("z")));
        script.start();
        script.restartChild("z");
        script.answered("b");
        script.up("b");
        script.up("z");
        assertThat(script.wanted())
                .containsExactly("await b limited", "refuse 1 restarting", "start b", "start z", "up");
    }

    @Test
    void B03_waitFor_nothingIsStartedByHandThatTheFirstStartStillNeeds() {
        Backoff backoff = Backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(1));
        ChildSpec patient = child("a").withExtras(Extras.NONE.withBackoff(backoff));
        Script script = new Script(spec(RestartStrategy.REST_FOR_ONE, patient, waiting("b"), child("z")));
        script.start();
        script.up("a");
        script.crashes("a");
        script.wanted();
        script.restartChild("z");
        script.terminateChild("a");
        script.answered("b");
        script.up("b");
        script.up("z");
        assertThat(script.wanted())
                .containsExactly(
                        "refuse 1 restarting", "forget a", "reply 2", "await b limited", "start b", "start z", "up");
    }

    @Test
    void B03_waitFor_siblingsThatStartAfterAllDoSoBeforeOneBehindThemThatWaits() {
        Backoff backoff = Backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(1));
        ChildSpec patient = child("a").withExtras(Extras.NONE.withBackoff(backoff));
        Script script = new Script(spec(RestartStrategy.REST_FOR_ONE, patient, child("x"), waiting("b")));
        script.start();
        script.up("a");
        script.up("x");
        script.answered("b");
        script.up("b");
        script.crashes("a");
        script.down("b");
        script.down("x");
        script.restartChild("b");
        script.up("b");
        script.crashes("b");
        script.wanted();
        script.terminateChild("a");
        script.up("x");
        script.answered("b");
        assertThat(script.wanted()).containsExactly("forget a", "reply 2", "start x", "start b");
    }
}
