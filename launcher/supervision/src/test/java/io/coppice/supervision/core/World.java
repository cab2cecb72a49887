package io.coppice.supervision.core;

import static io.coppice.supervision.core.Script.CRASH;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A world that does what supervisors command, late and in any order, and in which children end whenever they like.
 *
 * <p>Every decision is one of the {@link Choices}. Choice 0 always lets the next thing happen that has to happen, so that
 * used-up choices let the world come to rest.
 */
final class World {

    static final List<ExitReason> REASONS = List.of(CRASH, ExitReason.NORMAL, ExitReason.SHUTDOWN, ExitReason.KILLED);
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e");
    private static final int MOST_SETTLING = 100_000;

    private final Choices choices;
    private final UnaryOperator<SupervisorSpec> given;
    private final boolean isBeyondOtp;
    private final List<WatchedSupervisor> supervisors = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private long now;
    private long requests;

    /**
     * @param given what the core is given for a spec: the same, or something else to plant a fault
     */
    World(Choices choices, UnaryOperator<SupervisorSpec> given) {
        this(choices, given, false);
    }

    private World(Choices choices, UnaryOperator<SupervisorSpec> given, boolean isBeyondOtp) {
        this.choices = choices;
        this.given = given;
        this.isBeyondOtp = isBeyondOtp;
    }

    /** One in which children wait, are parked, and are restarted after delays. */
    static World beyondOtp(Choices choices) {
        return new World(choices, UnaryOperator.identity(), true);
    }

    boolean isBeyondOtp() {
        return isBeyondOtp;
    }

    /** Lives through all choices, comes to rest, and is stopped. */
    List<String> run() {
        WatchedSupervisor root = newSupervisor("", spec(2));
        root.post("start", core -> core.start(now));
        while (!choices.usedUp()) {
            somethingHappens();
        }
        settle();
        supervisors.forEach(WatchedSupervisor::checkAtRest);
        root.post("stop", core -> core.stop(ExitReason.SHUTDOWN, now));
        settle();
        supervisors.forEach(WatchedSupervisor::checkAtRest);
        supervisors.forEach(WatchedSupervisor::checkEnded);
        return history;
    }

    // What is chosen at the beginning

    private SupervisorSpec spec(int levels) {
        boolean isDynamic = choices.below(4) == 3;
        int most = choices.below(8);
        Duration window = Duration.ofNanos(1 + choices.below(8));
        if (isDynamic) {
            SupervisorSpec dynamic = SupervisorSpec.ofDynamic().withWindow(most, window);
            return choices.below(2) == 0 ? dynamic : dynamic.withMaxChildren(1 + choices.below(4));
        }
        ChildSpec[] children = new ChildSpec[(1 + choices.below(5)) % 5];
        for (int i = 0; i < children.length; i++) {
            children[i] = child(IDS.get(i), levels);
        }
        return SupervisorSpec.of(choices.of(List.of(RestartStrategy.values())), children)
                .withWindow(most, window);
    }

    private ChildSpec child(String id, int levels) {
        boolean nested = levels > 1 && choices.below(6) == 5;
        ChildSpec spec = nested ? ChildSpec.of(id, spec(levels - 1)) : Script.child(id);
        Shutdown shutdown = choices.of(List.of(Shutdown.WORKER_DEFAULT, Shutdown.BRUTAL_KILL, Shutdown.INFINITY));
        return spec.withRestart(choices.of(List.of(RestartType.values())))
                .withShutdown(shutdown)
                .withExtras(isBeyondOtp ? extras() : Extras.NONE)
                .withInstances(nested || choices.below(6) != 5 ? 1 : 2);
    }

    private Extras extras() {
        Extras extras = Extras.NONE;
        if (choices.below(3) == 1) {
            extras = extras.withBackoff(
                    new Backoff(Duration.ofNanos(1), Duration.ofNanos(9), 2, 0, Duration.ofNanos(5)));
        }
        if (choices.below(3) == 1) {
            extras = extras.withParking();
        }
        return choices.below(3) == 1 ? extras.withWaitFor("x") : extras;
    }

    // What happens

    private void somethingHappens() {
        WatchedSupervisor some = choices.of(supervisors);
        switch (choices.below(16)) {
            case 1, 2, 3 -> some.childEnds(choices);
            case 4, 5, 6 -> some.childAnswers(choices);
            case 7, 8 -> request(some);
            case 9 -> now += choices.below(8);
            case 10 -> some.staleNews(choices, now);
            case 11, 12 -> now++;
            case 13 -> someEnd(some);
            case 14 -> some.laterComes();
            default -> settleOne();
        }
    }

    private void someEnd(WatchedSupervisor some) {
        switch (choices.below(16)) {
            case 6 -> some.post("stopped", core -> core.stop(choices.of(REASONS), now));
            case 7 -> some.post("killed", core -> core.kill(choices.of(REASONS), now));
            default -> settleOne();
        }
    }

    private void request(WatchedSupervisor some) {
        long request = ++requests;
        String id = choices.of(IDS);
        switch (choices.below(4)) {
            case 0 -> {
                ChildSpec spec = child(id, 1);
                some.request(
                        request,
                        id,
                        "start_child " + spec.restart().word(),
                        core -> core.startChild(request, spec, now));
            }
            case 1 -> some.request(request, id, "terminate_child", core -> core.terminateChild(request, id, now));
            case 2 -> some.request(request, id, "restart_child", core -> core.restartChild(request, id, now));
            default -> some.request(request, id, "delete_child", core -> core.deleteChild(request, id, now));
        }
    }

    private boolean settleOne() {
        for (WatchedSupervisor supervisor : List.copyOf(supervisors)) {
            if (supervisor.settleOne()) {
                return true;
            }
        }
        return false;
    }

    private void settle() {
        int steps = 0;
        while (settleOne()) {
            assertThat(++steps).as("the world never comes to rest").isLessThan(MOST_SETTLING);
        }
    }

    // For the supervisors

    WatchedSupervisor newSupervisor(String path, SupervisorSpec spec) {
        WatchedSupervisor supervisor = new WatchedSupervisor(this, path, spec, given.apply(spec));
        supervisors.add(supervisor);
        return supervisor;
    }

    long now() {
        return now;
    }

    void wrote(String line) {
        history.add(line);
    }

    List<String> history() {
        return history;
    }
}
