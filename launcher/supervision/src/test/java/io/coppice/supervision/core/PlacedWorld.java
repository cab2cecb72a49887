package io.coppice.supervision.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.nodes.Claim;
import io.coppice.supervision.nodes.SharedClaim;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Placement;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Three nodes with one child between them, that crash, are cut off and come back as they like, held against what is promised: at
 * most one claim an epoch, one child that runs, none on a minority, and not more restarts and moves than there may be.
 */
final class PlacedWorld {

    private static final String ID = "p";
    private static final int MOST = 2;
    private static final long WINDOW = 10;
    private static final int MOST_STEPS = 200;

    private final Choices choices;
    private final boolean givesUp;
    private final Node[] nodes = new Node[3];
    private final Map<Long, SharedClaim.Candidate> epochs = new HashMap<>();
    private final List<Long> counted = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private SharedClaim shared = SharedClaim.NONE;
    private long now = 1;
    private int processes;
    private int moves;
    private int parks;

    /** @param givesUp whether a node that is cut off gives its claim up before the others take it, as it should */
    PlacedWorld(Choices choices, boolean givesUp) {
        this.choices = choices;
        this.givesUp = givesUp;
    }

    int moves() {
        return moves;
    }

    int parks() {
        return parks;
    }

    void run() {
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = new Node("n" + i);
        }
        while (!choices.usedUp()) {
            Node node = nodes[choices.below(nodes.length)];
            switch (choices.below(12)) {
                case 1 -> node.crashes();
                case 2 -> dies(node);
                case 3 -> isCutOff(node);
                case 4 -> node.reaches = true;
                case 5 -> now += choices.below(12);
                case 6 -> node.act("restart_child", core -> core.restartChild(1, ID, time()));
                case 7 -> node.act("terminate_child", core -> core.terminateChild(1, ID, time()));
                case 8, 9 -> node.asks();
                default -> node.settlesOne();
            }
            check();
        }
        comesToRest();
    }

    private void dies(Node node) {
        history.add(node.name + " dies");
        nodes[List.of(nodes).indexOf(node)] = new Node(node.name);
    }

    /** The others go on without it when it knows that it is cut off, and only one is cut off at a time. */
    private void isCutOff(Node node) {
        if (List.of(nodes).stream().allMatch(other -> other.reaches)) {
            history.add(node.name + " is cut off");
            node.reaches = false;
            if (givesUp) {
                node.givesUp();
            }
        }
    }

    private void comesToRest() {
        for (Node node : nodes) {
            node.reaches = true;
        }
        for (int i = 0; i < MOST_STEPS; i++) {
            now++;
            for (Node node : nodes) {
                node.asks();
                node.settlesOne();
            }
            check();
        }
        long standing = List.of(nodes).stream().filter(Node::stands).count();
        long running =
                List.of(nodes).stream().filter(node -> node.life == Life.UP).count();
        verify(
                running == (standing > 0 && shared.rest().isEmpty() ? 1 : 0),
                running + " run, " + standing + " stand in line, " + shared);
    }

    private void check() {
        long running = List.of(nodes).stream().filter(Node::runs).count();
        verify(running <= 1, "it runs " + running + " times");
        for (Node node : nodes) {
            verify(node.reaches || !node.runs() || !givesUp, "it runs on a minority");
        }
    }

    private void verify(boolean holds, String otherwise) {
        assertThat(holds).as("%s%n%s", otherwise, String.join("\n", history)).isTrue();
    }

    private long time() {
        return now * 1_000_000;
    }

    private enum Life {
        STARTING,
        UP,
        STOPPING,
        DOWN
    }

    private interface Event {
        List<Command> on(Core core);
    }

    /** One life of a node. */
    private final class Node implements Command.Visitor {

        private final String name;
        private final SharedClaim.Candidate self;
        private final Core core;
        /** What waits until the cluster can be reached. */
        private final ArrayDeque<Runnable> asked = new ArrayDeque<>();

        private final ArrayDeque<Runnable> later = new ArrayDeque<>();
        private boolean reaches = true;
        private boolean stands;
        private long held;
        private @Nullable Claim told;
        private Life life = Life.DOWN;
        private ChildRef ref = new ChildRef(ID, 0);

        Node(String name) {
            this.name = name;
            this.self = new SharedClaim.Candidate(name + "." + ++processes, name);
            this.core = Core.of(SupervisorSpec.of(
                            RestartStrategy.ONE_FOR_ONE,
                            Script.child(ID).withExtras(Extras.NONE.withPlacement(Placement.CLUSTER)))
                    .withWindow(MOST, Duration.ofMillis(WINDOW)));
            act("start", c -> c.start(time()));
        }

        boolean runs() {
            return life == Life.STARTING || life == Life.UP;
        }

        boolean stands() {
            return stands;
        }

        void act(String what, Event event) {
            history.add(now + " " + self.process() + " " + what + " " + shared);
            event.on(core).forEach(command -> command.accept(this));
        }

        // The cluster

        void asks() {
            if (stands && reaches) {
                change(shared.asked(self, held, present(), now));
            }
        }

        private Set<String> present() {
            Set<String> present = new TreeSet<>();
            for (Node node : nodes) {
                if (node != null && node.reaches) {
                    present.add(node.self.process());
                }
            }
            return present;
        }

        private void change(SharedClaim next) {
            if (next.epoch() != shared.epoch()) {
                verify(next.epoch() > shared.epoch(), "an epoch came back");
                verify(epochs.put(next.epoch(), self) == null, "an epoch was claimed twice");
                moves += shared.owner() == null ? 0 : 1;
            }
            if (next.restarts() > shared.restarts()) {
                counted.add(now);
            }
            if (!shared.rest().isEmpty() && next.rest().isEmpty()) {
                counted.clear();
            }
            shared = next;
            tell(next.seenBy(self, now));
        }

        private void tell(Claim claim) {
            if (told != null
                    && claim.isHeld() == told.isHeld()
                    && claim.epoch() == told.epoch()
                    && claim.where().equals(told.where())) {
                return;
            }
            if (held > 0 && claim.isHeld() && claim.epoch() != held) {
                unclaimed(Claim.unknown("claimed anew"));
            }
            told = claim;
            held = claim.isHeld() ? claim.epoch() : 0;
            if (claim.isHeld()) {
                List<Long> times =
                        claim.ages().stream().map(age -> time() - age.toNanos()).toList();
                act("claimed", c -> c.claimed(ID, claim.where(), claim.restarts(), times, time()));
            } else {
                unclaimed(claim);
            }
        }

        private void unclaimed(Claim claim) {
            act("unclaimed", c -> c.unclaimed(ID, claim.where(), claim.isResting(), time()));
        }

        void givesUp() {
            if (held > 0) {
                tell(Claim.unknown("cut off"));
            }
        }

        @Override
        public void place(Command.Place command) {
            history.add(self.process() + " wants " + command.ask());
            switch (command.ask()) {
                case STAND -> {
                    stands = true;
                    told = null;
                    asked.clear();
                    asked.add(this::asks);
                }
                case COUNT -> asked.add(() -> change(shared.restarted(self, held, now)));
                case REST -> asked.add(() -> change(shared.rested(self, held, command.why())));
                case RESUME -> asked.add(() -> change(shared.resumed(self, now)));
                case LEAVE -> {
                    stands = false;
                    held = 0;
                    asked.clear();
                    asked.add(() -> shared = shared.left(self));
                }
            }
        }

        // The child

        void crashes() {
            if (life == Life.UP) {
                life = Life.DOWN;
                act("crash", c -> c.exited(ref, Script.CRASH, time()));
            }
        }

        void settlesOne() {
            Runnable next = reaches ? asked.poll() : null;
            next = next == null ? later.poll() : next;
            if (next != null) {
                next.run();
            } else if (life == Life.STARTING) {
                life = Life.UP;
                act("up", c -> c.started(ref, time()));
            } else if (life == Life.STOPPING) {
                life = Life.DOWN;
                act("down", c -> c.exited(ref, ExitReason.SHUTDOWN, time()));
            }
        }

        @Override
        public void startChild(Command.StartChild command) {
            history.add(self.process() + " starts it");
            verify(life == Life.DOWN, "started twice");
            verify(held > 0 || !givesUp, "started without a claim");
            ref = command.ref();
            life = Life.STARTING;
        }

        @Override
        public void stopChild(Command.StopChild command) {
            if (life == Life.STARTING) {
                life = Life.DOWN;
                later.addFirst(() -> act("not up", c -> c.startFailed(command.ref(), ExitReason.SHUTDOWN, time())));
            } else if (life == Life.UP) {
                life = Life.STOPPING;
            }
        }

        @Override
        public void report(Command.Report command) {
            history.add(self.process() + " " + command.kind());
            if (command.kind() == EventKind.STARTED || command.kind() == EventKind.RESTARTED) {
                long recent =
                        counted.stream().filter(time -> now - time <= WINDOW).count();
                verify(recent <= MOST + 1, recent + " restarts and moves");
            } else if (command.kind() == EventKind.PARKED) {
                parks++;
            }
        }

        @Override
        public void tryAgain(Command.TryAgain command) {
            later.add(() -> act("again", c -> c.tryAgain(command.ref(), time())));
        }

        @Override
        public void await(Command.Await command) {}

        @Override
        public void forget(Command.Forget command) {}

        @Override
        public void up(Command.Up command) {}

        @Override
        public void ended(Command.Ended command) {
            throw new AssertionError("a supervisor ended");
        }

        @Override
        public void reply(Command.Reply command) {}

        @Override
        public void refuse(Command.Refuse command) {}
    }
}
