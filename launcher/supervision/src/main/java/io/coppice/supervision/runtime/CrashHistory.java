package io.coppice.supervision.runtime;

import io.coppice.supervision.CrashReport;
import io.coppice.supervision.CrashReport.Outcome;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.spec.ChildType;
import io.coppice.supervision.spec.EventKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last crashes with what came of them (S16), for readers on any thread.
 *
 * <p>What comes of a crash is told by incarnation, not by time: a report names the {@link End} that it comes of. Where a
 * supervisor gives up, its own end, which its parent sees, is another name of the crash, and so up to the root.
 */
final class CrashHistory {

    /** So many are kept where nobody says how many. */
    static final int DEFAULT_KEPT = 100;

    static final int MOST_KEPT = 1000;

    /**
     * The end of one incarnation of one child.
     *
     * @param supervisor the number of its supervisor's own incarnation
     */
    record End(long supervisor, ChildRef child) {}

    /**
     * What a supervisor reports.
     *
     * @param supervisor the number of its incarnation
     * @param above its own end, as its parent will see it; null for a root
     * @param type of the child that it is about
     * @param cause as in the core's report
     * @param again as in the core's report
     * @param incarnation of the child
     * @param timesRestarted how many times the child was restarted before
     */
    record Note(
            long supervisor,
            @Nullable End above,
            SupervisionEvent event,
            ChildType type,
            @Nullable ChildRef cause,
            boolean again,
            long incarnation,
            long timesRestarted) {

        @Nullable
        End end() {
            return cause == null ? null : new End(supervisor, cause);
        }
    }

    private final ArrayDeque<Crash> kept = new ArrayDeque<>();
    private final Map<End, Crash> byEnd = new HashMap<>();
    private int mostKept = DEFAULT_KEPT;
    private long count;

    synchronized void keep(int most) {
        if (most < 0 || most > MOST_KEPT) {
            throw new IllegalArgumentException("crashes kept must be from 0 to " + MOST_KEPT + ", not " + most);
        }
        mostKept = most;
        dropOldest();
    }

    private void dropOldest() {
        while (kept.size() > mostKept) {
            kept.removeFirst().ends().forEach(byEnd::remove);
        }
    }

    /** The newest first. */
    synchronized List<CrashReport> newest(int most) {
        List<CrashReport> reports = new ArrayList<>();
        Iterator<Crash> newest = kept.descendingIterator();
        while (newest.hasNext() && reports.size() < most) {
            reports.add(newest.next().report());
        }
        return reports;
    }

    synchronized void note(Note note) {
        End end = note.end();
        Crash crash = end == null ? null : byEnd.get(end);
        if (end != null && crash != null) {
            add(note, crash, end);
        } else if (isCrash(note)) {
            open(note);
        }
    }

    /** A supervisor that did not start is no news beside the child because of which it did not. */
    private static boolean isCrash(Note note) {
        EventKind kind = note.event().kind();
        return kind == EventKind.CRASHED
                || (kind == EventKind.START_FAILED && note.cause() == null && note.type() == ChildType.WORKER);
    }

    private void open(Note note) {
        Crash crash = new Crash(++count, note);
        kept.addLast(crash);
        End end = note.end();
        if (end != null) {
            name(crash, end);
        }
        dropOldest();
    }

    private void name(Crash crash, End end) {
        crash.ends().add(end);
        byEnd.put(end, crash);
    }

    private void add(Note note, Crash crash, End end) {
        SupervisionEvent event = note.event();
        Outcome ended = note.again() ? Outcome.RESTARTING : Outcome.NOT_RESTARTED;
        switch (event.kind()) {
            case CRASHED, EXITED, STOPPED -> crash.effectOn(note).outcome(ended);
            case START_FAILED -> crash.effectOn(note).startFailed(event.reason(), ended);
            case STARTED -> crash.effectOn(note).up(Outcome.STARTED, event.down());
            case RESTARTED -> crash.effectOn(note).up(Outcome.RESTARTED, event.down());
            case GAVE_UP -> gaveUp(note, crash, end);
            case PARKED -> crash.effectOn(note).outcome(Outcome.PARKED);
            case ABANDONED, BLOCKED -> {}
        }
    }

    /** S09 */
    private void gaveUp(Note note, Crash crash, End last) {
        crash.gaveUp(note, last);
        End above = note.above();
        if (above != null) {
            name(crash, above);
        }
    }

    /** Nothing of this supervisor comes back any more: another incarnation of it has children of its own. */
    synchronized void ended(long supervisor) {
        kept.forEach(crash -> crash.ended(supervisor));
    }
}
