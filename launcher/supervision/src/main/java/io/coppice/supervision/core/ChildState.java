package io.coppice.supervision.core;

import java.util.Locale;

/**
 * Where a child is in its life.
 *
 * <pre>
 * STOPPED    -> STARTING                          start, restart_child, a sibling's strategy
 * STARTING   -> RUNNING | RESTARTING | STOPPED    up; failed during a restart; failed or ignored otherwise
 * STARTING   -> STOPPING                          told to stop while starting
 * RUNNING    -> STARTING | STOPPED                ended, and is restarted at once or not at all
 * RUNNING    -> STOPPING                          told to stop
 * RESTARTING -> STARTING | STOPPED                the next attempt; told to stop
 * STOPPING   -> STOPPED                           it is down
 * </pre>
 */
public enum ChildState {
    STOPPED,
    STARTING,
    RUNNING,
    STOPPING,
    /** It failed to start while being restarted, and the next attempt is in the mailbox (S06). */
    RESTARTING;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
