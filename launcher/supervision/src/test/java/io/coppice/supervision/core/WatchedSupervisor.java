package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.CRASH;
import static io.coppice.supervision.core.World.REASONS;

import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One supervisor of a {@link World}: carries out its core's commands, and holds them against the properties. */
final class WatchedSupervisor implements Command.Visitor {

    /** What a child really is, whatever the core has been told. */
    private enum Real {
        STARTING,
        UP,
        DOWN
    }

    private static final class Life {
        final ChildRef ref;
        final RestartType restart;
        Real real = Real.STARTING;
        boolean toldToStop;
        boolean newsIsOut;

        @Nullable
        WatchedSupervisor nested;

        Life(ChildRef ref, RestartType restart) {
            this.ref = ref;
            this.restart = restart;
        }
    }

    private record Asked(String id, boolean isTermination) {}

    private record Post(String what, Function<Core, List<Command>> event) {}

    private final World world;
    private final String path;
    private final SupervisorSpec spec;
    private final Core core;
    private final ArrayDeque<Post> mailbox = new ArrayDeque<>();

    /** Those whose end the core has not been told. */
    private final Map<ChildRef, Life> lives = new LinkedHashMap<>();

    /** Delays and waits that are not over. */
    private final Map<ChildRef, Function<Core, List<Command>>> later = new LinkedHashMap<>();

    private final List<ChildRef> past = new ArrayList<>();
    private final Map<Long, Asked> unanswered = new HashMap<>();
    private final Set<Long> answered = new HashSet<>();
    /** The children that are to be restarted. */
    private final Set<String> due = new HashSet<>();

    private final List<Long> restartTimes = new ArrayList<>();
    private final List<Long> perhapsRestartTimes = new ArrayList<>();
    private final List<String> startedAtInit = new ArrayList<>();
    private final List<String> stoppedAtEnd = new ArrayList<>();
    private final List<String> orderAtEnd = new ArrayList<>();
    private boolean up;
    private boolean ending;
    private boolean killed;
    private boolean ended;
    private @Nullable WatchedSupervisor parent;
    private @Nullable Life lifeInParent;

    WatchedSupervisor(World world, String path, SupervisorSpec spec, SupervisorSpec given) {
        this.world = world;
        this.path = path;
        this.spec = spec;
        this.core = Core.of(given);
    }

    // What the world does

    void post(String what, Function<Core, List<Command>> event) {
        mailbox.add(new Post(what, event));
    }

    void request(long request, String id, String what, Function<Core, List<Command>> event) {
        post("request " + request + " " + what + " " + id, c -> {
            unanswered.put(request, new Asked(id, what.startsWith("terminate")));
            return event.apply(c);
        });
    }

    /** Lets one thing happen that has to: a message is handled, a child is up or down. */
    boolean settleOne() {
        Post post = mailbox.poll();
        if (post != null) {
            handle(post);
            return true;
        }
        for (Life life : List.copyOf(lives.values())) {
            if (life.nested == null && !life.newsIsOut) {
                if (life.toldToStop) {
                    goesDown(life, ExitReason.SHUTDOWN);
                    return true;
                } else if (life.real == Real.STARTING) {
                    comesUp(life);
                    return true;
                }
            }
        }
        return laterComes();
    }

    /** The oldest delay or wait is over. */
    boolean laterComes() {
        for (ChildRef ref : later.keySet()) {
            handle(new Post("it is time for " + ref, later.remove(ref)));
            return true;
        }
        return false;
    }

    private void wants(String what) {
        world.wrote(path + "   " + what);
    }

    private void handle(Post post) {
        world.wrote(path + " > " + post.what());
        if (post.what().equals("stop") || post.what().equals("stopped")) {
            ending = true;
        } else if (post.what().equals("killed")) {
            ending = true;
            killed = true;
        }
        tell(post.event().apply(core));
        checkComebacks();
    }

    private void tell(List<Command> commands) {
        commands.forEach(command -> command.accept(this));
    }

    private @Nullable Life someWorker(Choices choices) {
        List<Life> workers = lives.values().stream()
                .filter(life -> life.nested == null && !life.newsIsOut)
                .toList();
        return workers.isEmpty() ? null : choices.of(workers);
    }

    /** A child that is up ends, whether it was told to or not. */
    void childEnds(Choices choices) {
        Life life = someWorker(choices);
        if (life != null && life.real == Real.UP) {
            goesDown(life, choices.of(REASONS));
        }
    }

    /** A child that is starting is up or not, and one that was told to stop is down. */
    void childAnswers(Choices choices) {
        Life life = someWorker(choices);
        if (life == null) {
            return;
        }
        if (life.real == Real.STARTING) {
            switch (choices.below(9)) {
                case 1 -> goesDown(life, choices.of(REASONS));
                case 2 -> ignores(life);
                default -> comesUp(life);
            }
        } else if (life.toldToStop) {
            goesDown(life, choices.of(REASONS));
        }
    }

    private void comesUp(Life life) {
        life.real = Real.UP;
        ChildEntry entry = core.child(life.ref.id());
        if (entry != null && entry.is(life.ref) && entry.state() == ChildState.STARTING) {
            due.remove(life.ref.id());
        }
        handle(new Post("up " + life.ref, c -> c.started(life.ref, world.now())));
    }

    private void ignores(Life life) {
        life.real = Real.DOWN;
        retire(life);
        due.remove(life.ref.id());
        handle(new Post("ignored " + life.ref, c -> c.ignored(life.ref, world.now())));
    }

    private void goesDown(Life life, ExitReason reason) {
        boolean wasUp = life.real == Real.UP;
        life.real = Real.DOWN;
        tellDown(life, wasUp, reason);
    }

    private void tellDown(Life life, boolean wasUp, ExitReason reason) {
        retire(life);
        if (wasUp && !life.toldToStop && life.restart.restartsAfter(reason)) {
            due.add(life.ref.id());
        }
        handle(new Post(
                (wasUp ? "exited " : "start failed ") + life.ref + " " + reason,
                c -> wasUp ? c.exited(life.ref, reason, world.now()) : c.startFailed(life.ref, reason, world.now())));
    }

    private void retire(Life life) {
        life.newsIsOut = true;
        lives.remove(life.ref);
        past.add(life.ref);
    }

    /** Stale news changes nothing. */
    void staleNews(Choices choices, long now) {
        if (past.isEmpty()) {
            return;
        }
        ChildRef old = choices.of(past);
        ChildEntry entry = core.child(old.id());
        boolean isCurrent = entry != null && entry.is(old) && entry.state() == ChildState.RESTARTING;
        String before = snapshot();
        List<Command> commands = switch (choices.below(5)) {
            case 0 -> core.started(old, now);
            case 1 -> core.startFailed(old, CRASH, now);
            case 2 -> core.ignored(old, now);
            case 3 -> core.exited(old, CRASH, now);
            default -> isCurrent ? List.of() : core.tryAgain(old, now);
        };
        check(commands.isEmpty() && snapshot().equals(before), "stale news of " + old + " changed something");
    }

    private String snapshot() {
        StringBuilder text = new StringBuilder();
        core.children()
                .forEach(entry -> text.append(entry.ref())
                        .append(entry.state())
                        .append(entry.restarts())
                        .append(' '));
        return text.toString();
    }

    // What the core commands

    @Override
    public void startChild(Command.StartChild command) {
        ChildRef ref = command.ref();
        wants("start " + ref);
        check(!ended && !ending, "a start after the end");
        check(
                lives.keySet().stream().noneMatch(other -> other.id().equals(ref.id())),
                "a second incarnation of " + ref.id());
        check(spec.dynamic() || lives.values().stream().noneMatch(WatchedSupervisor::isUnderWay), "S14: two at once");
        checkReason(ref, command);
        Life life = new Life(ref, command.spec().restart());
        lives.put(ref, life);
        if (command.spec().start() instanceof SupervisorSpec below) {
            WatchedSupervisor nested = world.newSupervisor(path + "/" + ref.id(), below);
            nested.parent = this;
            nested.lifeInParent = life;
            life.nested = nested;
            nested.post("start", c -> c.start(world.now()));
        }
    }

    private void checkReason(ChildRef ref, Command.StartChild command) {
        boolean isAlone = spec.strategy() == RestartStrategy.ONE_FOR_ONE;
        if (!up) {
            startedAtInit.add(ref.id());
            return;
        }
        boolean isDue = !isAlone || due.contains(ref.id());
        boolean isAsked = unanswered.values().stream()
                .filter(asked -> !asked.isTermination())
                .anyMatch(asked ->
                        asked.id().equals(command.spec().id()) || asked.id().equals(ref.id()));
        if (command.spec().restart() == RestartType.TEMPORARY) {
            check(isAsked, "S03: a temporary child was restarted");
        }
        check(isDue || isAsked, "S03: nothing asked for a start of " + ref.id());
        if (isAlone && isDue) {
            // One that somebody asks for as well may have been started by hand, after a start that failed beside its
            // crash.
            (isAsked ? perhapsRestartTimes : restartTimes).add(world.now());
            // With delays a restart counts before its start, and by hand one may be ended before it.
            check(world.isBeyondOtp() || inWindow(restartTimes) <= spec.maxRestarts(), "S04: too many restarts");
        }
    }

    /** The restarts within the window, from the whole history. */
    private long inWindow(List<Long> times) {
        return times.stream()
                .filter(time -> world.now() - time <= spec.window().toNanos())
                .count();
    }

    private static boolean isUnderWay(Life life) {
        return life.toldToStop || life.real == Real.STARTING;
    }

    @Override
    public void stopChild(Command.StopChild command) {
        wants("stop " + command.ref() + " " + command.shutdown());
        Life life = lives.get(command.ref());
        check(life != null && !ended, "a stop of what does not run");
        if (life == null) {
            return;
        }
        check(!life.toldToStop || killed, "a second stop");
        check(
                spec.dynamic() || killed || lives.values().stream().noneMatch(l -> l != life && isUnderWay(l)),
                "S14: two at once");
        if (ending && !killed && life.real == Real.UP && !life.toldToStop && !spec.dynamic()) {
            if (stoppedAtEnd.isEmpty()) {
                core.children().forEach(entry -> orderAtEnd.add(entry.id()));
            }
            stoppedAtEnd.add(life.ref.id());
        }
        life.toldToStop = true;
        WatchedSupervisor nested = life.nested;
        if (nested != null && command.shutdown().isBrutalKill()) {
            nested.post("killed", c -> c.kill(ExitReason.KILLED, world.now()));
        } else if (nested != null) {
            nested.post("stop", c -> c.stop(ExitReason.SHUTDOWN, world.now()));
        }
    }

    @Override
    public void tryAgain(Command.TryAgain command) {
        wants("again " + command.ref() + " " + command.delay());
        if (command.delay().isZero()) {
            post("again " + command.ref(), c -> c.tryAgain(command.ref(), world.now()));
        } else {
            later.put(command.ref(), c -> c.tryAgain(command.ref(), world.now()));
        }
    }

    @Override
    public void await(Command.Await command) {
        wants("await " + command.ref());
        later.put(command.ref(), c -> c.answered(command.ref(), world.now()));
    }

    @Override
    public void place(Command.Place command) {
        throw new AssertionError("nothing here is placed");
    }

    @Override
    public void forget(Command.Forget command) {
        wants("forget " + command.ref());
        later.remove(command.ref());
    }

    @Override
    public void up(Command.Up command) {
        wants("up");
        check(!up && !ended, "up twice");
        List<String> expected = new ArrayList<>();
        spec.children().forEach(child -> {
            for (int i = 0; i < child.instances(); i++) {
                expected.add(child.instances() == 1 ? child.id() : child.id() + "#" + i);
            }
        });
        // While one waits, others may be restarted, and stopped and started by hand.
        check(world.isBeyondOtp() || startedAtInit.equals(expected), "S01: started in the order " + startedAtInit);
        up = true;
        WatchedSupervisor above = parent;
        Life life = lifeInParent;
        if (above != null && life != null) {
            above.post("up " + life.ref, c -> {
                life.real = Real.UP;
                above.due.remove(life.ref.id());
                return c.started(life.ref, world.now());
            });
        }
    }

    @Override
    public void ended(Command.Ended command) {
        wants("ended " + command.reason());
        check(!ended, "ended twice");
        check(lives.isEmpty(), "ended before its children: " + lives.keySet());
        check(unanswered.isEmpty(), "ended before its answers: " + unanswered);
        checkStopOrder();
        ended = true;
        WatchedSupervisor above = parent;
        Life life = lifeInParent;
        if (above != null && life != null) {
            boolean wasUp = up;
            above.post("end of " + life.ref, c -> {
                life.real = Real.DOWN;
                above.tellDown(life, wasUp, command.reason());
                return List.of();
            });
        }
    }

    /** S11: the children that were up stopped in the reverse of the order in which the core holds them. */
    private void checkStopOrder() {
        int last = Integer.MAX_VALUE;
        for (String id : stoppedAtEnd) {
            int at = orderAtEnd.indexOf(id);
            check(at < last, "S11: stopped in the order " + stoppedAtEnd);
            last = at;
        }
    }

    @Override
    public void reply(Command.Reply command) {
        wants("reply " + command.request() + " " + command.child());
        check(!ended, "a reply after the end");
        ChildRef child = command.child();
        check(child == null || lives.containsKey(child), "a reply with a child that does not run");
        Asked asked = answer(command.request());
        if (asked != null && asked.isTermination()) {
            due.removeIf(id -> id.equals(asked.id()) || id.startsWith(asked.id() + "#"));
        }
    }

    @Override
    public void refuse(Command.Refuse command) {
        wants("refuse " + command.request() + " " + command.refusal());
        check(!ended || command.refusal() == Refusal.SHUTTING_DOWN || spec.dynamic(), "handled after the end");
        answer(command.request());
    }

    private @Nullable Asked answer(long request) {
        check(answered.add(request), "request " + request + " was answered twice");
        Asked asked = unanswered.remove(request);
        check(asked != null, "request " + request + " was never made");
        return asked;
    }

    @Override
    public void report(Command.Report command) {
        ChildEntry child = command.child();
        wants("report " + command.kind() + " " + (child == null ? "" : child.id()) + " " + command.restarts());
        check(!ended, "a report after the end");
        switch (command.kind()) {
            case GAVE_UP -> {
                ending = true;
                long least = inWindow(restartTimes);
                long most = least + inWindow(perhapsRestartTimes);
                boolean right = world.isBeyondOtp()
                        || spec.strategy() != RestartStrategy.ONE_FOR_ONE
                        || (least <= spec.maxRestarts() && spec.maxRestarts() <= most);
                check(right, "S04: gave up after " + least + " to " + most);
            }
            case START_FAILED -> ending = ending || (!up && !world.isBeyondOtp());
            case PARKED -> {
                boolean parks = child != null && child.spec().extras().parks();
                check(parks, "parked without being asked to");
                due.removeIf(id -> child != null && id.equals(child.id()));
            }
            default -> {}
        }
    }

    /** What is stopped for a restart is to be started, or belongs to the group of a restart that is still to be tried. */
    private void checkComebacks() {
        boolean isBusy = core.children().stream()
                .anyMatch(entry -> entry.state() == ChildState.STARTING || entry.state() == ChildState.STOPPING);
        if (ending || ended || isBusy || !(core instanceof OrderedCore ordered)) {
            return;
        }
        List<ChildEntry> pending = core.children().stream()
                .filter(entry -> entry.state() == ChildState.RESTARTING && !ordered.due.contains(entry))
                .toList();
        for (ChildEntry entry : core.children()) {
            boolean comesBack = entry.down || entry.cause != null || entry.isFirstStart;
            check(
                    entry.state() != ChildState.STOPPED
                            || !comesBack
                            || ordered.due.contains(entry)
                            || pending.stream().anyMatch(other -> takesAlong(other, entry)),
                    entry.id() + " is down for a restart that nobody makes");
        }
    }

    private boolean takesAlong(ChildEntry crashed, ChildEntry entry) {
        return spec.strategy() == RestartStrategy.ONE_FOR_ALL
                || (spec.strategy() == RestartStrategy.REST_FOR_ONE && entry.place > crashed.place);
    }

    // At rest

    void checkAtRest() {
        check(unanswered.isEmpty(), "no answer to " + unanswered);
        check(later.isEmpty(), "still waiting: " + later.keySet());
        check(ended || up, "its start has no end");
        for (ChildEntry entry : core.children()) {
            Life life = lives.get(entry.ref());
            boolean runs = life != null && life.real == Real.UP;
            boolean isDown = entry.state() == ChildState.STOPPED || entry.state() == ChildState.PARKED;
            check(
                    runs ? entry.state() == ChildState.RUNNING : isDown,
                    entry.id() + " is " + entry.state() + ", and it runs: " + runs);
        }
    }

    void checkEnded() {
        check(ended && lives.isEmpty(), "it never ended");
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(
                    (path.isEmpty() ? "/" : path) + ": " + otherwise + "\n" + String.join("\n", world.history()));
        }
    }
}
