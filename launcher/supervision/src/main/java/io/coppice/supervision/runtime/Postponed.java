package io.coppice.supervision.runtime;

import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.core.Command;
import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** The starts of one supervisor's children that wait for a time or for addresses; used on its context. */
final class Postponed {

    private final SupervisorRuntime owner;
    /** What ends each. */
    private final Map<ChildRef, Runnable> waiting = new HashMap<>();
    /** The starts that somebody asked for, by the child's id. */
    private final Map<String, List<Asked>> asked = new HashMap<>();

    private record Asked(AddressWait question, Consumer<String> refuse) {}

    Postponed(SupervisorRuntime owner) {
        this.owner = owner;
    }

    /** Runs a task after a restart's delay. */
    void delay(Command.TryAgain command, Runnable task) {
        Backoff backoff = command.spec().extras().backoff().orElseThrow();
        Duration delay =
                backoff.jittered(command.delay(), ThreadLocalRandom.current().nextDouble());
        Limit timer = Limit.of(owner.system().deadlines(), delay, () -> {
            waiting.remove(command.ref());
            task.run();
        });
        waiting.put(command.ref(), timer::cancel);
    }

    /** Runs one of two tasks when the addresses of a child answer, or have not in time. */
    void await(Command.Await command, Runnable whenAnswered, Consumer<String> whenMissing) {
        ChildSpec spec = command.spec();
        AddressWait wait = AddressWait.begin(
                owner.system(),
                spec.extras().waitFor(),
                command.isLimited() ? Optional.of(spec.waitLimit()) : Optional.empty(),
                () -> {
                    waiting.remove(command.ref());
                    whenAnswered.run();
                },
                missing -> {
                    waiting.remove(command.ref());
                    whenMissing.accept(noAnswer(missing, spec.waitLimit()));
                });
        waiting.put(command.ref(), wait::cancel);
    }

    private static String noAnswer(List<String> missing, Duration time) {
        return "no answer from " + String.join(", ", missing) + " within " + time.toMillis() + " ms";
    }

    void forget(ChildRef ref) {
        Runnable end = waiting.remove(ref);
        if (end != null) {
            end.run();
        }
    }

    /** Runs a start that somebody asked for when the child's addresses answer, or refuses it with the reason. */
    void before(String id, List<String> addresses, Duration time, Runnable start, Consumer<String> refuse) {
        List<Asked> same = asked.computeIfAbsent(id, key -> new ArrayList<>(1));
        // The first question is never answered before this returns.
        Asked[] self = new Asked[1];
        AddressWait wait = AddressWait.begin(
                owner.system(),
                addresses,
                Optional.of(time),
                () -> {
                    leave(id, self[0]);
                    start.run();
                },
                missing -> {
                    leave(id, self[0]);
                    refuse.accept(noAnswer(missing, time));
                });
        self[0] = new Asked(wait, refuse);
        same.add(self[0]);
    }

    private void leave(String id, Asked one) {
        List<Asked> same = asked.getOrDefault(id, List.of());
        same.remove(one);
        if (same.isEmpty()) {
            asked.remove(id);
        }
    }

    /** Refuses the starts of a child that somebody asked for; whether there were any. */
    boolean cancel(String id, String why) {
        List<Asked> same = asked.remove(id);
        if (same == null) {
            return false;
        }
        same.forEach(one -> {
            one.question().cancel();
            one.refuse().accept(why);
        });
        return true;
    }

    /** The supervisor has ended. */
    void close() {
        List.copyOf(asked.keySet()).forEach(id -> cancel(id, "its supervisor has ended"));
        waiting.values().forEach(Runnable::run);
        waiting.clear();
    }
}
