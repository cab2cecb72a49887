package io.coppice.supervision.spec;

import java.util.Locale;

/** What can happen to a child or a supervisor (S16). */
public enum EventKind {
    STARTED,
    /** A child ended by itself with {@code normal} or {@code shutdown}. */
    EXITED,
    /** A child ended by itself for any other reason. */
    CRASHED,
    /** A child did not start; during a restart it is tried again (S06). */
    START_FAILED,
    RESTARTED,
    /** A child was stopped by its supervisor. */
    STOPPED,
    /** A supervisor would make more restarts than it may, and shuts down (S09). */
    GAVE_UP,
    /** A child was parked in place of that, because its spec asks for it. */
    PARKED,
    /** A child that was killed still holds a thread (S10). */
    ABANDONED,
    /** A child holds its thread for too long, and so do all others on the same event loop; it has not ended. */
    BLOCKED;

    /** The word of the event's JSON form: {@code start_failed}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
