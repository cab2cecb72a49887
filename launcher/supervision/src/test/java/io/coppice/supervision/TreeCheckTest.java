package io.coppice.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.coppice.supervision.spec.TreeCheck;
import io.coppice.supervision.spec.TreeCheck.Warning;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is told of a tree before it runs. */
class TreeCheckTest {

    private static final Duration FIVE = Duration.ofSeconds(5);

    private record Worker(String description) implements ChildStart {}

    private static ChildSpec worker(String id) {
        return ChildSpec.of(id, new Worker("w"));
    }

    private static SupervisorSpec one(int maxRestarts, ChildSpec... children) {
        return SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children).withWindow(maxRestarts, FIVE);
    }

    private static List<String> worstCases(SupervisorSpec root) {
        return TreeCheck.of(root).worstCases().stream()
                .map(worst -> worst.path() + " " + worst.crashes() + " " + worst.endsAt())
                .toList();
    }

    private static List<String> warnings(SupervisorSpec root) {
        return TreeCheck.of(root).warnings().stream()
                .map(warning -> warning.path() + " " + warning.key())
                .toList();
    }

    @Test
    void theWorstCaseIsTheProductAlongThePath() {
        SupervisorSpec tree = one(
                3,
                worker("a"),
                ChildSpec.of("s", one(1, worker("b").withInstances(4), ChildSpec.of("d", SupervisorSpec.ofDynamic()))));
        assertThat(worstCases(tree)).containsExactly("/a 4 /", "/s/b 8 /", "/s/d/* 32 /");
    }

    @Test
    void theWorstCaseEndsWhereNobodyEscalates() {
        SupervisorSpec tree = one(
                3,
                worker("t").withRestart(RestartType.TEMPORARY),
                worker("p").withExtras(Extras.NONE.withParking()),
                ChildSpec.of("s", one(1, worker("b"))).withRestart(RestartType.TRANSIENT));
        assertThat(worstCases(tree)).containsExactly("/t 1 /t", "/p 4 /p", "/s/b 2 /s");
    }

    @Test
    void aSupervisorThatParksIsRestartedAsOftenAsItsParentMay() {
        SupervisorSpec tree = one(3, ChildSpec.of("k", one(3, worker("c"))).withExtras(Extras.NONE.withParking()));
        assertThat(worstCases(tree)).containsExactly("/k/c 16 /k");
        assertThat(worstCases(one(9, ChildSpec.of("above", tree)))).containsExactly("/above/k/c 16 /above/k");
    }

    @Test
    void theEndOfASignificantChildEndsItsParent() {
        ChildSpec supervisor = significant(ChildSpec.of("n", one(3, worker("b"))), RestartType.TRANSIENT);
        ChildSpec temporary = significant(worker("t"), RestartType.TEMPORARY);
        ChildSpec crashing = significant(worker("w"), RestartType.TRANSIENT);
        for (AutoShutdown auto : List.of(AutoShutdown.ANY_SIGNIFICANT, AutoShutdown.ALL_SIGNIFICANT)) {
            assertThat(worstCases(one(3, ChildSpec.of("mid", shutsDown(auto, supervisor)))))
                    .containsExactly("/mid/n/b 16 /");
            assertThat(worstCases(one(3, ChildSpec.of("mid", shutsDown(auto, temporary)))))
                    .containsExactly("/mid/t 4 /");
            assertThat(worstCases(one(3, ChildSpec.of("mid", shutsDown(auto, crashing)))))
                    .containsExactly("/mid/w 16 /");
        }
        assertThat(worstCases(shutsDown(AutoShutdown.ANY_SIGNIFICANT, temporary)))
                .containsExactly("/t 1 /");
    }

    @Test
    void oneOfManySignificantChildrenEndsItsParentIfAnyOfThemDoes() {
        ChildSpec a = significant(worker("a"), RestartType.TEMPORARY);
        ChildSpec b = significant(worker("b"), RestartType.TEMPORARY);
        assertThat(worstCases(shutsDown(AutoShutdown.ANY_SIGNIFICANT, a, b))).containsExactly("/a 1 /", "/b 1 /");
        assertThat(worstCases(shutsDown(AutoShutdown.ALL_SIGNIFICANT, a, b))).containsExactly("/a 1 /a", "/b 1 /b");
        assertThat(worstCases(shutsDown(AutoShutdown.ANY_SIGNIFICANT, a.withInstances(2))))
                .containsExactly("/a 1 /");
        assertThat(worstCases(shutsDown(AutoShutdown.ALL_SIGNIFICANT, a.withInstances(2))))
                .containsExactly("/a 1 /a");
    }

    private static ChildSpec significant(ChildSpec child, RestartType restart) {
        return child.withRestart(restart).withSignificant(true);
    }

    private static SupervisorSpec shutsDown(AutoShutdown auto, ChildSpec... children) {
        return new SupervisorSpec(
                RestartStrategy.ONE_FOR_ONE, 3, FIVE, auto, false, OptionalInt.empty(), List.of(children));
    }

    @Test
    void theWorstCaseDoesNotOverflow() {
        SupervisorSpec tree = one(Integer.MAX_VALUE, worker("a"));
        for (int i = 0; i < 3; i++) {
            tree = one(Integer.MAX_VALUE, ChildSpec.of("s", tree));
        }
        assertThat(TreeCheck.of(tree).worstCases().get(0).crashes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theStopIsTheSumOfTheShutdownTimes() {
        SupervisorSpec tree = one(
                3,
                worker("a").withInstances(2),
                worker("k").withShutdown(Shutdown.BRUTAL_KILL),
                ChildSpec.of("d", SupervisorSpec.ofDynamic()),
                ChildSpec.of("s", one(3, worker("b"), worker("c"))),
                ChildSpec.of("f", one(3, worker("e"))).withShutdown(Shutdown.within(Duration.ofMillis(100))),
                ChildSpec.of("g", one(3, worker("h"))).withShutdown(Shutdown.within(Duration.ofSeconds(60))));
        assertThat(TreeCheck.of(tree).stop()).isEqualTo(Duration.ofMillis(10_000 + 5_000 + 10_000 + 100 + 5_000));
        assertThat(TreeCheck.of(tree).unbounded()).isEmpty();
    }

    @Test
    void aWorkerWithoutALimitIsNamed() {
        SupervisorSpec tree = one(3, ChildSpec.of("s", one(3, worker("a").withShutdown(Shutdown.INFINITY))));
        assertThat(TreeCheck.of(tree).unbounded()).containsExactly("/s/a");
        assertThat(warnings(tree)).containsExactly("/s/a shutdown");
        SupervisorSpec limited = one(
                3,
                ChildSpec.of("s", one(3, worker("a").withShutdown(Shutdown.INFINITY)))
                        .withShutdown(Shutdown.within(FIVE)));
        assertThat(TreeCheck.of(limited).unbounded()).isEmpty();
        assertThat(TreeCheck.of(limited).stop()).isEqualTo(FIVE);
    }

    @Test
    void eachTrapIsAWarningWithItsPathAndKey() {
        SupervisorSpec inner = one(3, worker("a"));
        assertThat(warnings(one(3, ChildSpec.of("s", inner)))).isEmpty();
        assertThat(warnings(one(0))).containsExactly("/ max_restarts");
        assertThat(warnings(one(3, ChildSpec.of("s", inner).withRestart(RestartType.TRANSIENT))))
                .containsExactly("/s restart");
        assertThat(warnings(one(3, ChildSpec.of("s", inner).withRestart(RestartType.TEMPORARY))))
                .containsExactly("/s restart");
        assertThat(warnings(one(3, ChildSpec.of("s", inner.withAutoShutdown(AutoShutdown.ALL_SIGNIFICANT)))))
                .containsExactly("/s auto_shutdown");
        assertThat(warnings(one(3, ChildSpec.of("s", inner).withShutdown(Shutdown.BRUTAL_KILL))))
                .containsExactly("/s shutdown");
        assertThat(TreeCheck.of(one(3, ChildSpec.of("s", inner).withShutdown(Shutdown.within(FIVE))))
                        .warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("after 5000 ms all below it is killed"));
    }

    @Test
    void aSignificantSupervisorEscalatesByItsParentsAutoShutdown() {
        ChildSpec significant = ChildSpec.of("s", one(3, worker("a")))
                .withRestart(RestartType.TRANSIENT)
                .withSignificant(true);
        assertThat(warnings(one(3, significant.withSignificant(false)))).containsExactly("/s restart");
        assertThat(warnings(SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE).withAutoShutdown(AutoShutdown.NEVER)))
                .isEmpty();
        assertThat(warnings(shutsDown(AutoShutdown.ANY_SIGNIFICANT, significant)))
                .isEmpty();
    }

    @Test
    void aBackoffWhoseDelaysOutlastTheWindowIsNamed() {
        Backoff slow = Backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(60));
        Backoff fast = Backoff.between(Duration.ofMillis(10), Duration.ofMillis(100));
        assertThat(warnings(one(3, worker("a").withExtras(Extras.NONE.withBackoff(slow)))))
                .containsExactly("/a backoff");
        assertThat(warnings(one(3, worker("a").withExtras(Extras.NONE.withBackoff(fast)))))
                .isEmpty();
        Backoff constant = new Backoff(Duration.ofNanos(1), Duration.ofDays(1), 1, 0, FIVE);
        assertThat(warnings(one(Integer.MAX_VALUE, worker("a").withExtras(Extras.NONE.withBackoff(constant)))))
                .isEmpty();
        Backoff hardlyGrowing = new Backoff(Duration.ofNanos(1), Duration.ofDays(1), Math.nextUp(1.0), 0, FIVE);
        assertThat(warnings(one(1_000, worker("a").withExtras(Extras.NONE.withBackoff(hardlyGrowing)))))
                .isEmpty();
    }

    private static List<Warning> ofBackoff(int maxRestarts, Duration window, Backoff backoff) {
        ChildSpec child = worker("a").withExtras(Extras.NONE.withBackoff(backoff));
        return TreeCheck.of(
                        SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, child).withWindow(maxRestarts, window))
                .warnings();
    }

    private static Backoff doubling(Duration min, Duration resetAfter) {
        return new Backoff(min, Duration.ofSeconds(60), 2, 0, resetAfter);
    }

    @Test
    void theFirstDelayOfABackoffIsItsLeast() {
        Duration never = Duration.ofDays(1);
        assertThat(ofBackoff(1, FIVE, doubling(Duration.ofSeconds(3), never))).isEmpty();
        assertThat(ofBackoff(1, FIVE, doubling(FIVE, never))).isEmpty();
        assertThat(ofBackoff(1, FIVE, doubling(FIVE.plusMillis(1), never))).hasSize(1);
        // 3 s and 6 s.
        assertThat(ofBackoff(2, Duration.ofSeconds(9), doubling(Duration.ofSeconds(3), never)))
                .isEmpty();
        assertThat(ofBackoff(2, Duration.ofSeconds(8), doubling(Duration.ofSeconds(3), never)))
                .hasSize(1);
    }

    @Test
    void aBackoffThatSoonBeginsAnewIsNotNamed() {
        assertThat(ofBackoff(2, Duration.ofSeconds(8), doubling(Duration.ofSeconds(3), Duration.ofSeconds(1))))
                .isEmpty();
    }

    @Test
    void aWindowIsToldWithItsFraction() {
        assertThat(ofBackoff(1, Duration.ofMillis(1500), doubling(FIVE, Duration.ofDays(1))))
                .singleElement()
                .satisfies(
                        warning -> assertThat(warning.message()).contains("more than 1 restarts within 1.5 s: it is"));
    }
}
