package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Heartbeat;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a spec may be: {@code child_specs}, {@code child_specs_map}, {@code sup_flags}. */
class SpecsTest extends Suite {

    private static final List<Shutdown> SHUTDOWNS = List.of(
            Shutdown.within(Duration.ZERO),
            Shutdown.within(Duration.ofSeconds(1)),
            Shutdown.INFINITY,
            Shutdown.BRUTAL_KILL);

    private List<ChildStart> starts() {
        return List.of(plain("child").start(), oneForOne());
    }

    private static void assertBad(ThrowingCallable spec, String message) {
        assertThatThrownBy(spec).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    /** Each value as OTP's suite gives it, and not given at all. */
    private static <T> List<Optional<T>> orNone(List<T> values) {
        return Stream.concat(Stream.of(Optional.<T>empty()), values.stream().map(Optional::of))
                .toList();
    }

    @Test
    void child_specs() {
        ChildSpec child = plain("child");
        assertBad(() -> plain("a/b"), "id must be a name without / or #, not \"a/b\"");
        assertBad(() -> plain("a#0"), "id must be a name without / or #, not \"a#0\"");
        assertBad(
                () -> child.withShutdown(Shutdown.within(Duration.ofMillis(-10))),
                "shutdown must be 0 ms or more, not -10");
        assertBad(() -> child.withStartTimeout(Duration.ZERO), "child child: start_timeout must be more than 0 ms");
        assertBad(() -> child.withInstances(0), "child child: instances must be 1 or more, not 0");
        assertBad(
                () -> ChildSpec.of("child", oneForOne()).withInstances(2),
                "child child: a supervisor has one instance");
        for (Extras extras : List.of(
                Extras.NONE.withHeartbeat(new Heartbeat(Duration.ofSeconds(1), 2, Optional.empty())),
                Extras.NONE.withLoopLimit(Duration.ofSeconds(1)))) {
            String key = extras.heartbeat().isPresent() ? "heartbeat" : "loop_limit";
            assertBad(
                    () -> ChildSpec.of("child", oneForOne()).withExtras(extras),
                    "child child: " + key + " is for workers, and a supervisor has no code to watch; give it to the"
                            + " workers below it");
        }

        List<ChildSpec> good = new ArrayList<>();
        for (RestartType restart : RestartType.values()) {
            for (Shutdown shutdown : SHUTDOWNS) {
                for (ChildStart start : starts()) {
                    good.add(ChildSpec.of("child", start).withRestart(restart).withShutdown(shutdown));
                }
            }
        }
        assertThat(good).hasSize(3 * 4 * 2).doesNotHaveDuplicates();
        good.forEach(spec -> {
            Supervisor supervisor = start(oneForOne());
            started(supervisor.startChild(spec));
            assertThat(get(supervisor.getChildspec("child"))).isEqualTo(spec);
            get(supervisor.stop());
        });

        assertBad(() -> oneForOne(child, child), "two children have the id child");
        // simple_one_for_one has one child spec, and a dynamic supervisor none.
        assertBad(
                () -> new SupervisorSpec(
                        RestartStrategy.ONE_FOR_ONE,
                        2,
                        HOUR,
                        AutoShutdown.NEVER,
                        true,
                        OptionalInt.empty(),
                        List.of(child)),
                "a dynamic supervisor starts without children");
    }

    @Test
    void child_specs_map() {
        int accepted = 0;
        int refused = 0;
        for (Optional<AutoShutdown> autoShutdown : orNone(Arrays.asList(AutoShutdown.values()))) {
            for (Optional<RestartType> restart : orNone(Arrays.asList(RestartType.values()))) {
                for (Optional<Shutdown> shutdown : orNone(SHUTDOWNS)) {
                    for (ChildStart start : starts()) {
                        for (Optional<Boolean> significant : orNone(List.of(true, false))) {
                            boolean isGood = isGood(autoShutdown, restart, shutdown, start, significant);
                            accepted += isGood ? 1 : 0;
                            refused += isGood ? 0 : 1;
                        }
                    }
                }
            }
        }
        // 160 of these have a significant child; 40 of them are transient or temporary, and with a mode that takes
        // them.
        assertThat(accepted + refused).isEqualTo(4 * 4 * 5 * 2 * 3);
        assertThat(accepted).isEqualTo(320 + 40);
        assertThat(refused).isEqualTo(120);

        Supervisor supervisor = start(oneForOne());
        ChildSpec significant =
                plain("child").withRestart(RestartType.TRANSIENT).withSignificant(true);
        assertRefused(supervisor.startChild(significant), Refusal.NOT_SUPPORTED);
        assertThat(children(supervisor)).isEmpty();
    }

    private static boolean isGood(
            Optional<AutoShutdown> autoShutdown,
            Optional<RestartType> restart,
            Optional<Shutdown> shutdown,
            ChildStart start,
            Optional<Boolean> significant) {
        boolean isPermanent = restart.isEmpty() || restart.get() == RestartType.PERMANENT;
        boolean isNever = autoShutdown.isEmpty() || autoShutdown.get() == AutoShutdown.NEVER;
        boolean isSignificant = significant.orElse(false);
        ThrowingCallable made = () -> {
            ChildSpec child = ChildSpec.of("child", start);
            child = restart.isPresent() ? child.withRestart(restart.get()) : child;
            child = shutdown.isPresent() ? child.withShutdown(shutdown.get()) : child;
            child = significant.isPresent() ? child.withSignificant(significant.get()) : child;
            SupervisorSpec supervisor = withMode(autoShutdown);
            assertThat(new SupervisorSpec(
                                    supervisor.strategy(),
                                    supervisor.maxRestarts(),
                                    supervisor.window(),
                                    supervisor.autoShutdown(),
                                    false,
                                    OptionalInt.empty(),
                                    List.of(child))
                            .children())
                    .containsExactly(child);
        };
        if (isSignificant && isPermanent) {
            assertBad(made, "child child: significant needs restart transient or temporary");
        } else if (isSignificant && isNever) {
            assertBad(made, "child child is significant, but auto_shutdown is never");
        } else {
            assertThatCode(made).doesNotThrowAnyException();
        }
        return !isSignificant || !(isPermanent || isNever);
    }

    private static SupervisorSpec withMode(Optional<AutoShutdown> autoShutdown) {
        SupervisorSpec spec = SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE);
        return autoShutdown.isPresent() ? spec.withAutoShutdown(autoShutdown.get()) : spec;
    }

    @Test
    @SuppressWarnings("NullAway") // what is missing is part of the case
    void sup_flags() {
        assertThatThrownBy(() -> SupervisorSpec.of(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("strategy");
        assertThatThrownBy(() -> oneForOne().withAutoShutdown(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("autoShutdown");
        assertBad(() -> oneForOne().withWindow(-1, HOUR), "max_restarts must be 0 or more, not -1");
        assertBad(() -> oneForOne().withWindow(2, Duration.ZERO), "max_seconds must be more than 0, not 0");
        assertBad(() -> oneForOne().withWindow(2, Duration.ofSeconds(-1)), "max_seconds must be more than 0, not -1");
        assertBad(() -> oneForOne().withMaxChildren(1), "max_children is for dynamic supervisors");
        assertBad(() -> dynamic().withMaxChildren(0), "max_children must be 1 or more, not 0");
        for (RestartStrategy strategy : List.of(RestartStrategy.ONE_FOR_ALL, RestartStrategy.REST_FOR_ONE)) {
            assertBad(
                    () -> new SupervisorSpec(
                            strategy, 2, HOUR, AutoShutdown.NEVER, true, OptionalInt.empty(), List.of()),
                    "a dynamic supervisor has the strategy one_for_one, not " + strategy.word());
        }
        assertLives(start(oneForOne().withWindow(0, Duration.ofMillis(1))));
    }
}
