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
 * RUNNING    -> RESTARTING | PARKED               ended, and is restarted later; or not, as it parks
 * RUNNING    -> STOPPING                          told to stop
 * RESTARTING -> STARTING | STOPPED | PARKED       the next attempt; told to stop; one attempt too many
 * PARKED     -> STARTING | STOPPED                restart_child; told to stop
 * STOPPING   -> STOPPED                           it is down
 * STOPPED    -> STANDBY                           the cluster is asked for the claim to it, or has it elsewhere
 * STANDBY    -> STARTING | STOPPED                this node got the claim; told to stop
 * </pre>
 */
public enum ChildState {
    STOPPED,
    STARTING,
    RUNNING,
    STOPPING,
    /** Its next start is in the mailbox (S06), or waits for its delay or for the addresses that it needs. */
    RESTARTING,
    /** It was restarted too often, and stays down until somebody starts it by hand. */
    PARKED,
    /** The cluster has it once, and not on this node. */
    STANDBY;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
