package io.coppice.supervision.oracle;

import io.coppice.supervision.core.Choices;
import io.coppice.supervision.oracle.Message.AboutAll;
import io.coppice.supervision.oracle.Message.AboutOne;
import io.coppice.supervision.oracle.Message.Crash;
import io.coppice.supervision.oracle.Message.End;
import io.coppice.supervision.oracle.Message.StartChild;
import io.coppice.supervision.oracle.Message.Tick;
import io.coppice.supervision.oracle.Schedule.Kid;
import io.coppice.supervision.oracle.Schedule.Life;
import io.coppice.supervision.oracle.Schedule.Outcome;
import io.coppice.supervision.oracle.Schedule.Plan;
import io.coppice.supervision.oracle.Schedule.Step;
import io.coppice.supervision.oracle.Schedule.When;
import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes schedules out of choices; the choice 0 is always the plainest, so that shrunk schedules are plain. */
final class Schedules {

    private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f", "g");
    private static final int MOST_KIDS = 6;
    private static final int MOST_STEPS = 40;
    private static final Shutdown SHORT = Shutdown.within(Duration.ofMillis(1));
    private static final List<Shutdown> SHUTDOWNS =
            List.of(Shutdown.WORKER_DEFAULT, Shutdown.WORKER_DEFAULT, Shutdown.INFINITY, Shutdown.BRUTAL_KILL, SHORT);
    private static final List<Integer> CLOCKS = List.of(0, 1, -576_460_751);

    private final Choices choices;
    private final AutoShutdown autoShutdown;

    private Schedules(Choices choices) {
        this.choices = choices;
        this.autoShutdown = choices.of(List.of(AutoShutdown.values()));
    }

    static Schedule of(Choices choices) {
        return new Schedules(choices).make();
    }

    private Schedule make() {
        int now = choices.of(CLOCKS);
        RestartStrategy strategy = choices.of(List.of(RestartStrategy.values()));
        int intensity = choices.below(5);
        int period = 1 + choices.below(5);
        List<Kid> kids = new ArrayList<>();
        int count = 1 + choices.below(MOST_KIDS);
        for (String id : IDS.subList(0, count)) {
            kids.add(kid(id, autoShutdown != AutoShutdown.NEVER));
        }
        Map<String, Life> lives = new LinkedHashMap<>();
        IDS.forEach(id -> lives.put(id, life()));
        List<Step> steps = new ArrayList<>();
        while (!choices.usedUp() && steps.size() < MOST_STEPS) {
            steps.add(step());
        }
        List<Message> last = choices.usedUp() ? List.of() : messages();
        steps.add(new Step(When.STOP, last));
        return new Schedule(now, strategy, intensity, period, autoShutdown, kids, lives, steps);
    }

    private boolean rarely() {
        return choices.below(8) == 7;
    }

    private Kid kid(String id, boolean maySignify) {
        RestartType restart = choices.of(List.of(RestartType.values()));
        return new Kid(id, restart, maySignify && restart != RestartType.PERMANENT && choices.below(2) == 1);
    }

    private Life life() {
        Shutdown shutdown = choices.of(SHUTDOWNS);
        List<Plan> plans = new ArrayList<>();
        int count = 1 + choices.below(3);
        for (int i = 0; i < count; i++) {
            plans.add(plan(shutdown));
        }
        return new Life(shutdown, plans);
    }

    /** A child with a short time never obeys, and the others always do, so that no race decides. */
    private Plan plan(Shutdown shutdown) {
        int start = choices.below(12);
        Outcome outcome = start == 9 ? Outcome.IGNORE : start >= 10 ? Outcome.ERROR : Outcome.OK;
        End dies = start == 8 ? choices.of(List.of(End.values())) : null;
        List<Message> whileStarting = rarely() ? messages() : List.of();
        if (shutdown.equals(SHORT)) {
            return new Plan(whileStarting, outcome, dies, List.of(), null);
        }
        End stop = rarely() ? choices.of(List.of(End.NORMAL, End.SHUTDOWN_WITH_TERM, End.OTHER)) : End.SHUTDOWN;
        return new Plan(whileStarting, outcome, dies, rarely() ? messages() : List.of(), stop);
    }

    private Step step() {
        return choices.below(3) == 2 ? new Step(When.HELD, messages()) : new Step(When.NOW, List.of(message()));
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        int count = 1 + choices.below(4);
        for (int i = 0; i < count; i++) {
            messages.add(message());
        }
        return messages;
    }

    private Message message() {
        String id = choices.of(IDS);
        return switch (choices.below(16)) {
            case 0, 1, 2, 3, 4 -> new Crash(id, choices.of(List.of(End.values())));
            case 5, 6 -> new Tick(1 + choices.below(6));
            case 7, 8 -> new StartChild(kid(id, true));
            case 9, 10 -> new AboutOne(AboutOne.Request.TERMINATE, id);
            case 11 -> new AboutOne(AboutOne.Request.RESTART, id);
            case 12 -> new AboutOne(AboutOne.Request.DELETE, id);
            case 13 -> new AboutOne(AboutOne.Request.SPEC, id);
            case 14 -> AboutAll.WHICH_CHILDREN;
            default -> AboutAll.COUNT_CHILDREN;
        };
    }
}
