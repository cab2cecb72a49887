package io.coppice.supervision.oracle;

import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.core.Command;
import io.coppice.supervision.core.Core;
import io.coppice.supervision.oracle.Message.End;
import io.coppice.supervision.oracle.Schedule.Kid;
import io.coppice.supervision.oracle.Schedule.Plan;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.ChildType;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Our supervisor's core in a world where each start and stop comes to its end before anything else, as in Erlang. */
final class CoreWorld implements Command.Visitor, Message.Receiver {

    private static final String GATE = "gate";
    /** The gate's request, whose answer is nobody's business. */
    private static final long UNHEARD = 0;

    private static final int MOST_LINES = 100_000;

    private record Worker(String description) implements ChildStart {}

    private final Schedule schedule;
    private final Core core;
    private final List<String> log = new ArrayList<>();
    private final TreeSet<Long> refusedAtEnd = new TreeSet<>();
    /** The requests that are answered with a child. */
    private final Set<Long> starts = new HashSet<>();

    private final Map<String, Integer> attempts = new HashMap<>();
    /** The children that run and have not been asked to stop. */
    private final Map<String, ChildRef> alive = new HashMap<>();

    /** The answers to requests that look, until they are given. */
    private final Map<Long, String> seen = new HashMap<>();

    private final ArrayDeque<Command> todo = new ArrayDeque<>();
    private @Nullable ChildRef gate;
    /** Dead as soon as it was up: the core is told of its start at this moment, and of its end next. */
    private @Nullable ChildRef dying;

    private boolean ended;
    private boolean up;
    private String failed = "";
    private long now;
    private long requests;

    private CoreWorld(Schedule schedule) {
        this.schedule = schedule;
        this.now = Duration.ofSeconds(schedule.now()).toNanos();
        this.core = Core.of(new SupervisorSpec(
                schedule.strategy(),
                schedule.intensity(),
                Duration.ofSeconds(schedule.period()),
                schedule.autoShutdown(),
                false,
                OptionalInt.empty(),
                schedule.kids().stream().map(this::spec).toList()));
    }

    /** The event log, as the other side writes it. */
    static List<String> run(Schedule schedule) {
        CoreWorld world = new CoreWorld(schedule);
        world.live();
        world.refusedAtEnd.remove(UNHEARD);
        world.refusedAtEnd.forEach(request -> world.log.add(request + " shutting_down"));
        return world.log;
    }

    private void live() {
        carryOut(core.start(now));
        for (Schedule.Step step : schedule.steps()) {
            if (ended) {
                return;
            }
            if (step.messages().isEmpty() || step.when() == Schedule.When.NOW) {
                arrive(step);
            } else {
                carryOut(core.startChild(UNHEARD, child(GATE, RestartType.TEMPORARY), now));
                arrive(step);
                ChildRef shut = gate;
                gate = null;
                if (shut != null) {
                    carryOut(core.ignored(shut, now));
                }
            }
        }
    }

    private void arrive(Schedule.Step step) {
        if (step.when() == Schedule.When.STOP) {
            carryOut(core.stop(ExitReason.SHUTDOWN, now));
        }
        step.messages().forEach(this::arrive);
    }

    private void arrive(Message message) {
        message.to(this);
        carryOut(List.of());
    }

    private ChildSpec spec(Kid kid) {
        return child(kid.id(), kid.restart())
                .withSignificant(kid.significant())
                .withShutdown(schedule.life(kid.id()).shutdown());
    }

    private static ChildSpec child(String id, RestartType restart) {
        return ChildSpec.of(id, new Worker(id)).withRestart(restart);
    }

    /** Does what is wanted, and what is wanted then; what arrives meanwhile only adds to it. */
    private void carryOut(List<Command> commands) {
        todo.addAll(commands);
        for (Command next = todo.poll(); next != null; next = todo.poll()) {
            if (log.size() > MOST_LINES) {
                throw new AssertionError("it does not come to rest: " + schedule);
            }
            next.accept(this);
        }
    }

    // What arrives

    @Override
    public void crash(String id, End end) {
        ChildRef ref = alive.remove(id);
        if (ref != null) {
            todo.addAll(core.exited(ref, end.reason(), now));
        }
    }

    @Override
    public void tick(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    @Override
    public void startChild(Kid kid) {
        todo.addAll(core.startChild(newStart(), spec(kid), now));
    }

    private long newStart() {
        starts.add(++requests);
        return requests;
    }

    @Override
    public void terminateChild(String id) {
        todo.addAll(core.terminateChild(++requests, id, now));
    }

    @Override
    public void restartChild(String id) {
        todo.addAll(core.restartChild(newStart(), id, now));
    }

    @Override
    public void deleteChild(String id) {
        todo.addAll(core.deleteChild(++requests, id, now));
    }

    @Override
    public void whichChildren() {
        look(
                null,
                entries -> entries.stream()
                        .map(e -> e.id() + " " + e.state().word() + " "
                                + e.spec().type().word())
                        .collect(Collectors.joining(", ")));
    }

    @Override
    public void countChildren() {
        look(null, entries -> {
            long active = entries.stream()
                    .filter(e -> e.isActive() && !e.ref().equals(dying))
                    .count();
            long supervisors = entries.stream()
                    .filter(e -> e.spec().type() == ChildType.SUPERVISOR)
                    .count();
            return "specs " + entries.size() + " active " + active + " supervisors " + supervisors + " workers "
                    + (entries.size() - supervisors);
        });
    }

    @Override
    public void getChildspec(String id) {
        look(id, entries -> {
            ChildSpec spec = entries.iterator().next().spec();
            return spec.id() + " " + spec.restart().word() + " " + spec.significant() + " " + spec.shutdown() + " "
                    + spec.type().word();
        });
    }

    private void look(@Nullable String id, Function<Collection<ChildEntry>, String> answer) {
        long request = ++requests;
        todo.addAll(core.look(request, id, entries -> seen.put(request, answer.apply(entries)), now));
    }

    // Commands

    @Override
    public void startChild(Command.StartChild command) {
        ChildRef ref = command.ref();
        String id = ref.id();
        if (id.equals(GATE)) {
            gate = ref;
            return;
        }
        log.add("start " + id);
        Plan plan = schedule.life(id).plan(attempts.merge(id, 1, Integer::sum));
        plan.whileStarting().forEach(message -> message.to(this));
        switch (plan.outcome()) {
            case OK -> {
                log.add("up " + id);
                if (plan.dies() == null) {
                    alive.put(id, ref);
                    todo.addAll(core.started(ref, now));
                } else {
                    dying = ref;
                    todo.addAll(core.started(ref, now));
                    dying = null;
                    todo.addAll(core.exited(ref, plan.dies().reason(), now));
                }
            }
            case ERROR -> {
                log.add("failed " + id);
                failed = id;
                todo.addAll(core.startFailed(ref, ExitReason.crashed("error"), now));
            }
            case IGNORE -> {
                log.add("ignored " + id);
                todo.addAll(core.ignored(ref, now));
            }
        }
    }

    @Override
    public void stopChild(Command.StopChild command) {
        ChildRef ref = command.ref();
        String id = ref.id();
        if (ref.equals(gate)) {
            return; // OTP cannot cut a start short: it goes on until the gate is opened.
        }
        if (!alive.remove(id, ref)) {
            return; // It is dead, and the core has been told since.
        }
        End stop = schedule.life(id).plan(attempts.getOrDefault(id, 1)).stop();
        if (command.shutdown().isBrutalKill()) {
            log.add("kill " + id);
            todo.addAll(core.exited(ref, ExitReason.KILLED, now));
            return;
        }
        log.add("ask " + id);
        if (stop == null) {
            log.add("kill " + id);
            todo.addAll(core.exited(ref, ExitReason.KILLED, now));
        } else {
            schedule.life(id).plan(attempts.getOrDefault(id, 1)).whileStopping().forEach(m -> m.to(this));
            todo.addAll(core.exited(ref, stop.reason(), now));
        }
    }

    @Override
    public void tryAgain(Command.TryAgain command) {
        todo.addAll(core.tryAgain(command.ref(), now));
    }

    /** Not for what is not beyond OTP. */
    @Override
    public void await(Command.Await command) {
        throw new IllegalStateException("nothing waits for addresses here: " + command);
    }

    /** As {@link #await}. */
    @Override
    public void place(Command.Place command) {
        throw new IllegalStateException("nothing is placed here: " + command);
    }

    @Override
    public void forget(Command.Forget command) {
        throw new IllegalStateException("nothing is put off here: " + command);
    }

    @Override
    public void up(Command.Up command) {
        up = true;
        log.add("up");
    }

    @Override
    public void ended(Command.Ended command) {
        ended = true;
        log.add("ended " + (up ? command.reason().kind().word() : "failed " + failed));
    }

    @Override
    public void reply(Command.Reply command) {
        long request = command.request();
        if (request == UNHEARD) {
            return;
        }
        String answer = seen.remove(request);
        if (answer != null) {
            log.add(request + " " + answer);
        } else if (starts.contains(request)) {
            ChildRef child = command.child();
            log.add(request + " ok " + (child == null ? "none" : child.id()));
        } else {
            log.add(request + " ok");
        }
    }

    @Override
    public void refuse(Command.Refuse command) {
        if (command.refusal() == Refusal.SHUTTING_DOWN) {
            refusedAtEnd.add(command.request());
        } else {
            log.add(command.request() + " " + command.refusal().word());
        }
    }

    @Override
    public void report(Command.Report command) {}
}
