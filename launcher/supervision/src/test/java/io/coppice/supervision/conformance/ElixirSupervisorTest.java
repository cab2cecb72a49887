package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Agent;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Elixir's {@code SupervisorTest}; its stack is an agent here. */
class ElixirSupervisorTest extends Suite {

    private final Agent<List<String>> stack = Agent.of(vertx, "stack", () -> List.of("hello"));

    private String pop() {
        return get(stack.getAndUpdate(all -> new Agent.Step<>(all.get(0), all.subList(1, all.size()))));
    }

    private void awaitStack() {
        await().ignoreExceptionsInstanceOf(SupervisionException.class).until(() -> get(stack.get(List::size)) == 1);
    }

    @Test
    void child_spec_2() {
        ChildSpec spec = stack.spec();
        assertThat(spec.id()).isEqualTo("stack");
        assertThat(spec.restart()).isEqualTo(RestartType.PERMANENT);

        ChildSpec overridden = spec.withRestart(RestartType.TEMPORARY).withShutdown(Shutdown.INFINITY);

        assertThat(overridden.start()).isSameAs(spec.start());
        assertThat(overridden.restart()).isEqualTo(RestartType.TEMPORARY);
        assertThat(overridden.shutdown()).isEqualTo(Shutdown.INFINITY);
        assertThat(overridden.withRestart(RestartType.PERMANENT).withShutdown(spec.shutdown()))
                .isEqualTo(spec);
    }

    @Test
    void init_2() {
        SupervisorSpec spec = SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, stack.spec());
        assertThat(spec.maxRestarts()).isEqualTo(3);
        assertThat(spec.window()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.autoShutdown()).isEqualTo(AutoShutdown.NEVER);

        SupervisorSpec other = SupervisorSpec.of(RestartStrategy.ONE_FOR_ALL).withWindow(1, Duration.ofSeconds(2));
        assertThat(other.strategy()).isEqualTo(RestartStrategy.ONE_FOR_ALL);
        assertThat(other.maxRestarts()).isEqualTo(1);
        assertThat(other.window()).isEqualTo(Duration.ofSeconds(2));
        assertThat(other.children()).isEmpty();
    }

    /** A supervisor's name is its path. */
    @Test
    void start_link_3_with_local() {
        Supervisor root = start(oneForOne(ChildSpec.of("my_sup", oneForOne())));

        Supervisor named = Supervision.of(vertx).supervisor("/my_sup").orElseThrow();

        assertThat(children(named)).isEmpty();
        assertThat(Supervision.of(vertx).supervisor("/")).containsSame(root);
    }

    @Test
    void start_link_2() {
        Supervisor supervisor = start(oneForOne(stack.spec()));
        assertThat(pop()).isEqualTo("hello");
        assertThat(get(stack.stop())).isEqualTo(ExitReason.NORMAL);

        awaitStack();
        assertThat(pop()).isEqualTo("hello");
        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);

        assertThatThrownBy(() -> ChildSpec.of("no/name", oneForOne()))
                .hasMessage("id must be a name without / or #, not \"no/name\"");
    }

    @Test
    void start_link_3() {
        Supervisor root = start(oneForOne(ChildSpec.of("stack_sup", oneForOne(stack.spec()))));

        assertThat(pop()).isEqualTo("hello");
        assertThat(get(root.stop())).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void start_child_2_supports_new_child_spec() {
        Supervisor supervisor = start(oneForOne());

        Child child = started(supervisor.startChild(plain("task").withRestart(RestartType.TEMPORARY)));

        assertThat(child.isRunning()).isTrue();
        assertThat(child.path()).isEqualTo("/task");
    }

    @Test
    @SuppressWarnings("NullAway") // what is missing is what the case is about
    void start_child_2_with_invalid_child_spec() {
        Supervisor supervisor = start(oneForOne());

        assertThatThrownBy(() -> ChildSpec.of(null, stack.spec().start())).hasMessage("id");
        ChildSpec significant = stack.spec().withRestart(RestartType.TRANSIENT).withSignificant(true);
        assertRefused(supervisor.startChild(significant), Refusal.NOT_SUPPORTED);
        assertThat(children(supervisor)).isEmpty();
    }

    @Test
    void child_life_cycle() {
        Supervisor supervisor = start(oneForOne());
        assertThat(children(supervisor)).isEmpty();
        assertCounts(supervisor, 0, 0, 0, 0);

        Child first = started(supervisor.startChild(stack.spec()));
        assertThat(pop()).isEqualTo("hello");
        assertThat(current(supervisor, "stack")).isSameAs(first);
        assertCounts(supervisor, 1, 1, 0, 1);

        assertRefused(supervisor.deleteChild("stack"), Refusal.RUNNING);
        get(supervisor.terminateChild("stack"));
        started(supervisor.restartChild("stack"));
        assertThat(pop()).isEqualTo("hello");

        Future<Void> terminated = supervisor.terminateChild("stack");
        get(terminated.compose(done -> supervisor.deleteChild("stack")));
        assertThat(get(supervisor.stop())).isEqualTo(ExitReason.SHUTDOWN);
    }
}
