package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.child;
import static io.coppice.supervision.core.Script.running;
import static io.coppice.supervision.core.Script.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a supervisor ends by itself: S09, S12, S16. */
class EscalationTest {

    @ParameterizedTest
    @EnumSource
    void S09_escalation_stopsAllInReverseAndExitsWithShutdown(RestartStrategy strategy) {
        Script script = running(spec(strategy, "a", "b", "c").withWindow(0, Duration.ofSeconds(5)));

        script.crashes("b");
        script.down("c");
        script.down("a");

        assertThat(script.wanted()).containsExactly("stop c", "stop a", "ended shutdown");
        assertThat(script.reportsInFull().get(1).reason().detail())
                .isEqualTo("more than 0 restarts within 5 s, the last of b");
    }

    @Test
    void S09_escalation_whatWaitsIsRefused() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ALL, "a", "b").withWindow(1, Duration.ofSeconds(5)));
        script.crashes("a");
        script.deleteChild("b");
        script.down("b");
        script.up("a");
        script.crashes("a");
        script.wanted();

        script.up("b");
        script.restartChild("b");

        assertThat(script.wanted()).containsExactly("refuse 1 running", "stop b", "refuse 2 shutting_down");
    }

    @Test
    void S09_escalation_theParentTreatsItLikeAnyExit() {
        Script parent =
                running(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, child("s"), child("t", RestartType.TRANSIENT)));

        parent.exits("s", ExitReason.shutdown("more than 3 restarts"));
        parent.up("s");
        parent.exits("t", ExitReason.shutdown("more than 3 restarts"));

        assertThat(parent.wanted()).containsExactly("start s");
        assertThat(parent.reports()).containsExactly("exited s 1", "restarted s 1", "exited t 1");
    }

    private static Script significant(AutoShutdown flag, RestartType one, RestartType two) {
        return running(new SupervisorSpec(
                RestartStrategy.ONE_FOR_ALL,
                3,
                Duration.ofSeconds(5),
                flag,
                false,
                OptionalInt.empty(),
                List.of(
                        child("one", one).withSignificant(true),
                        child("two", two).withSignificant(true),
                        child("other"))));
    }

    @Test
    void S12_autoShutdown_anySignificantEndsWithTheFirst() {
        Script script = significant(AutoShutdown.ANY_SIGNIFICANT, RestartType.TRANSIENT, RestartType.TRANSIENT);

        script.exits("one", ExitReason.NORMAL);
        script.down("other");
        script.down("two");

        assertThat(script.wanted()).containsExactly("stop other", "stop two", "ended shutdown");
    }

    @Test
    void S12_autoShutdown_allSignificantEndsWithTheLast() {
        Script script = significant(AutoShutdown.ALL_SIGNIFICANT, RestartType.TRANSIENT, RestartType.TEMPORARY);

        script.exits("one", ExitReason.NORMAL);
        assertThat(script.wanted()).isEmpty();
        script.crashes("two");
        script.down("other");

        assertThat(script.wanted()).containsExactly("stop other", "ended shutdown");
    }

    @Test
    void S12_autoShutdown_notWhenATransientOneCrashes() {
        Script script = significant(AutoShutdown.ANY_SIGNIFICANT, RestartType.TRANSIENT, RestartType.TRANSIENT);

        script.crashes("one");

        assertThat(script.wanted()).containsExactly("stop other");
        script.down("other");
        assertThat(script.wanted()).containsExactly("stop two");
        script.down("two");
        assertThat(script.wanted()).containsExactly("start one");
    }

    @Test
    void S12_autoShutdown_notWhenAPersonOrASiblingsRestartStopsIt() {
        Script script = significant(AutoShutdown.ANY_SIGNIFICANT, RestartType.TRANSIENT, RestartType.TEMPORARY);

        script.terminateChild("one");
        script.down("one");
        script.crashes("other");
        script.down("two");
        script.up("one");
        script.up("other");

        assertThat(script.wanted()).containsExactly("stop one", "reply 1", "stop two", "start one", "start other");
    }

    @Test
    void S16_reports_eachSaysWhoWhyHowManyRestartsAndHowLongItWasDown() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a"));
        script.at(Duration.ofMillis(100));
        script.crashes("a");
        script.at(Duration.ofMillis(150));
        script.fails("a");
        script.again("a");
        script.at(Duration.ofMillis(350));
        script.up("a");
        script.stop();
        script.down("a");

        assertThat(script.reports()).containsExactly("crashed a 1", "start_failed a 1", "restarted a 2", "stopped a 2");
        Command.Report crashed = script.reportsInFull().get(0);
        assertThat(crashed.reason()).isSameAs(Script.CRASH);
        Command.Report restarted = script.reportsInFull().get(2);
        assertThat(restarted.kind()).isEqualTo(EventKind.RESTARTED);
        assertThat(Duration.ofNanos(restarted.downNanos())).hasMillis(250);
    }

    @Test
    void S16_reports_theRestartsAreThoseWithinTheWindowNow() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ONE, "a"));
        script.crashes("a");
        script.up("a");
        script.at(Duration.ofSeconds(6));

        script.stop();
        script.down("a");

        assertThat(script.reports()).endsWith("stopped a 0");
    }

    @Test
    void S16_reports_aChildThatAHandStartedAgainWasNotRestarted() {
        Script script = running(spec(RestartStrategy.ONE_FOR_ALL, "a", "b"));
        script.crashes("a");
        script.down("b");
        script.fails("a");
        script.terminateChild("a");
        script.at(Duration.ofSeconds(60));

        script.restartChild("a");
        script.up("a");

        assertThat(script.reports()).last().isEqualTo("started a 0");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ONE_FOR_ONE")
    void S12_autoShutdown_notWhileASignificantOneIsToComeBackWithASibling(RestartStrategy strategy) {
        Backoff backoff = Backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(1));
        for (Extras puts : List.of(Extras.NONE.withBackoff(backoff), Extras.NONE.withWaitFor("x"))) {
            ChildSpec t = child("t", RestartType.TRANSIENT).withSignificant(true);
            ChildSpec s = child("s", RestartType.TRANSIENT).withSignificant(true);
            Script script = new Script(new SupervisorSpec(
                    strategy,
                    100,
                    Duration.ofSeconds(5),
                    AutoShutdown.ALL_SIGNIFICANT,
                    false,
                    OptionalInt.empty(),
                    List.of(child("a").withExtras(puts), s)));
            script.start();
            script.answered("a");
            script.up("a");
            script.up("s");
            script.crashes("a");
            script.down("s");
            script.startChild(t);
            script.up("t");
            script.wanted();

            script.exits("t", ExitReason.NORMAL);

            assertThat(script.wanted()).as("%s", puts).isEmpty();
            assertThat(script.children()).startsWith("a restarting, s stopped");
        }
    }
}
