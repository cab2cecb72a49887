package io.coppice.supervision.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.core.NaiveSupervisor.Outcome;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** The ordered core does what {@link NaiveSupervisor} does, where every start and stop is answered at once. */
class NaiveComparisonTest {

    private static final List<String> IDS = List.of("a", "b", "c", "d");
    private static final List<Outcome> OUTCOMES =
            List.of(Outcome.UP, Outcome.UP, Outcome.UP, Outcome.UP, Outcome.UP, Outcome.FAILS, Outcome.IGNORES);

    @Test
    void theCoreDoesWhatOtpDoes() {
        RandomRuns.check("comparison with OTP", 20_000, NaiveComparisonTest::compare);
    }

    private static void compare(Choices choices) {
        SupervisorSpec spec = spec(choices);
        List<Outcome> outcomes = new ArrayList<>();
        int length = choices.below(60);
        for (int i = 0; i < length; i++) {
            outcomes.add(choices.of(OUTCOMES));
        }
        NaiveSupervisor naive = new NaiveSupervisor(spec, new ArrayDeque<>(outcomes));
        PromptWorld core = new PromptWorld(spec, new ArrayDeque<>(outcomes));
        naive.init();
        core.run(core.core.start(0));
        long now = 0;
        while (!choices.usedUp()) {
            String id = choices.of(IDS);
            switch (choices.below(10)) {
                case 0, 1, 2 -> {
                    ExitReason reason = choices.of(World.REASONS);
                    naive.exit(id, reason);
                    core.exit(id, reason);
                }
                case 3, 4 -> {
                    naive.cast();
                    core.cast();
                }
                case 5 -> {
                    now += choices.below(4);
                    naive.at(now);
                    core.now = now;
                }
                case 6 -> {
                    ChildSpec child = child(choices, id, false);
                    naive.startChild(child);
                    core.run(core.core.startChild(0, child, now));
                }
                case 7 -> {
                    naive.terminateChild(id);
                    core.run(core.core.terminateChild(0, id, now));
                }
                case 8 -> {
                    naive.restartChild(id);
                    core.run(core.core.restartChild(0, id, now));
                }
                default -> {
                    naive.deleteChild(id);
                    core.run(core.core.deleteChild(0, id, now));
                }
            }
            assertThat(core.log).isEqualTo(naive.log());
        }
        naive.stop();
        core.run(core.core.stop(ExitReason.SHUTDOWN, now));
        assertThat(core.log).isEqualTo(naive.log());
    }

    private static SupervisorSpec spec(Choices choices) {
        AutoShutdown autoShutdown = choices.of(List.of(AutoShutdown.values()));
        List<ChildSpec> children = new ArrayList<>();
        int count = choices.below(IDS.size() + 1);
        for (int i = 0; i < count; i++) {
            children.add(child(choices, IDS.get(i), autoShutdown != AutoShutdown.NEVER));
        }
        return new SupervisorSpec(
                choices.of(List.of(RestartStrategy.values())),
                choices.below(6),
                Duration.ofNanos(1 + choices.below(10)),
                autoShutdown,
                false,
                OptionalInt.empty(),
                children);
    }

    private static ChildSpec child(Choices choices, String id, boolean maySignify) {
        RestartType restart = choices.of(List.of(RestartType.values()));
        boolean significant = maySignify && restart != RestartType.PERMANENT && choices.below(2) == 1;
        return Script.child(id, restart).withSignificant(significant);
    }

    /** Answers each command before the next event. */
    private static final class PromptWorld implements Command.Visitor {

        final Core core;
        final List<String> log = new ArrayList<>();
        long now;
        private final Queue<Outcome> outcomes;
        private final ArrayDeque<ChildRef> casts = new ArrayDeque<>();
        private final ArrayDeque<Command> todo = new ArrayDeque<>();

        PromptWorld(SupervisorSpec spec, Queue<Outcome> outcomes) {
            this.core = Core.of(spec);
            this.outcomes = outcomes;
        }

        void run(List<Command> commands) {
            todo.addAll(commands);
            for (Command next = todo.poll(); next != null; next = todo.poll()) {
                next.accept(this);
            }
        }

        void exit(String id, ExitReason reason) {
            ChildEntry entry = core.child(id);
            if (entry != null && entry.state() == ChildState.RUNNING) {
                run(core.exited(entry.ref(), reason, now));
            }
        }

        void cast() {
            ChildRef ref = casts.poll();
            if (ref != null) {
                run(core.tryAgain(ref, now));
            }
        }

        @Override
        public void startChild(Command.StartChild command) {
            log.add("start " + command.ref().id());
            Outcome outcome = outcomes.poll();
            todo.addAll(
                    outcome == Outcome.FAILS
                            ? core.startFailed(command.ref(), Script.CRASH, now)
                            : outcome == Outcome.IGNORES
                                    ? core.ignored(command.ref(), now)
                                    : core.started(command.ref(), now));
        }

        @Override
        public void stopChild(Command.StopChild command) {
            log.add("stop " + command.ref().id());
            todo.addAll(core.exited(command.ref(), ExitReason.SHUTDOWN, now));
        }

        @Override
        public void tryAgain(Command.TryAgain command) {
            log.add("again " + command.ref().id());
            casts.add(command.ref());
        }

        @Override
        public void await(Command.Await command) {
            throw new AssertionError("nothing here waits");
        }

        @Override
        public void place(Command.Place command) {
            throw new AssertionError("nothing here is placed");
        }

        @Override
        public void forget(Command.Forget command) {
            throw new AssertionError("nothing here waits");
        }

        @Override
        public void up(Command.Up command) {
            log.add("up");
        }

        @Override
        public void ended(Command.Ended command) {
            log.add("ended");
        }

        @Override
        public void reply(Command.Reply command) {
            log.add("ok");
        }

        @Override
        public void refuse(Command.Refuse command) {
            log.add(command.refusal().name().toLowerCase(Locale.ROOT));
        }

        @Override
        public void report(Command.Report command) {}
    }
}
