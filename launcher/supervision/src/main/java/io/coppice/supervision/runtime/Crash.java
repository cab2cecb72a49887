package io.coppice.supervision.runtime;

import io.coppice.supervision.CrashReport;
import io.coppice.supervision.CrashReport.Outcome;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.runtime.CrashHistory.End;
import io.coppice.supervision.runtime.CrashHistory.Note;
import io.coppice.supervision.spec.ExitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One crash while its history keeps it; guarded by the history. */
final class Crash {

    static final int MOST_OF_CHAIN = 100;

    /** What becomes of one child or supervisor. */
    static final class Effect {
        private final String path;
        /** The number of the incarnation of its supervisor. */
        private final long supervisor;

        private Outcome outcome = Outcome.NOT_RESTARTED;
        private Duration down = Duration.ZERO;
        private int failedStarts;
        private String lastFailure = "";

        private Effect(String path, long supervisor) {
            this.path = path;
            this.supervisor = supervisor;
        }

        void outcome(Outcome now) {
            outcome = now;
        }

        void startFailed(ExitReason reason, Outcome now) {
            outcome = now;
            failedStarts++;
            lastFailure = Cut.of(reason.toString(), Cut.MOST_OF_REASON);
        }

        void up(Outcome now, Duration time) {
            outcome = now;
            down = down.plus(time);
        }

        private void ended(long incarnation) {
            if (supervisor == incarnation && outcome == Outcome.RESTARTING) {
                outcome = Outcome.NOT_RESTARTED;
            }
        }

        private CrashReport.Effect report() {
            return new CrashReport.Effect(path, outcome, down, failedStarts, lastFailure);
        }
    }

    /** Where an effect shows: a supervisor that gives up does so by itself, and is restarted by its parent. */
    private record Place(long supervisor, String path) {}

    private final CrashReport opened;
    private final Effect itself;
    private final Map<Place, Effect> chain = new LinkedHashMap<>();
    private final List<End> ends = new ArrayList<>();
    private boolean isCut;

    Crash(long number, Note note) {
        SupervisionEvent crashed = note.event();
        ExitReason reason = crashed.reason();
        this.itself = new Effect(crashed.path(), note.supervisor());
        this.itself.outcome(note.again() ? Outcome.RESTARTING : Outcome.NOT_RESTARTED);
        this.opened = new CrashReport(
                number,
                crashed.at(),
                crashed.path(),
                crashed.start(),
                note.incarnation(),
                note.timesRestarted(),
                Cut.of(reason.toString(), Cut.MOST_OF_REASON),
                Cut.stackOf(reason.cause(), Cut.MOST_OF_STACK),
                Optional.ofNullable(reason.handling()),
                crashed.restarts(),
                crashed.maxRestarts(),
                crashed.window(),
                itself.report(),
                List.of(),
                false);
    }

    /** All names that it has, for its history to forget them. */
    List<End> ends() {
        return ends;
    }

    /** What becomes of whom the event is about. */
    Effect effectOn(Note note) {
        Place place = new Place(note.supervisor(), note.event().path());
        if (place.equals(new Place(itself.supervisor, itself.path))) {
            return itself;
        }
        Effect effect = chain.get(place);
        if (effect == null) {
            effect = new Effect(place.path(), place.supervisor());
            if (chain.size() < MOST_OF_CHAIN) {
                chain.put(place, effect);
            } else {
                isCut = true;
            }
        }
        return effect;
    }

    /** S09 */
    void gaveUp(Note note, End last) {
        if (itself.supervisor == note.supervisor()) {
            itself.outcome(Outcome.GAVE_UP);
        } else {
            // That its parent has given up says more than that it was not restarted.
            String path = note.event().path();
            String lastPath =
                    (path.equals("/") ? "" : path) + "/" + last.child().id();
            chain.remove(new Place(note.supervisor(), lastPath));
        }
        effectOn(note).outcome(Outcome.GAVE_UP);
    }

    /** Nothing of this supervisor comes back any more. */
    void ended(long supervisor) {
        itself.ended(supervisor);
        chain.values().forEach(effect -> effect.ended(supervisor));
    }

    CrashReport report() {
        List<CrashReport.Effect> effects =
                chain.values().stream().map(Effect::report).toList();
        return opened.with(itself.report(), effects, isCut);
    }
}
