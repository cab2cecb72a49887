package io.coppice.supervision;

import io.coppice.supervision.spec.ExitReason;

/** The end of a task that had no result to give and no exception to tell of: it was stopped, killed, or exited. */
public final class TaskExit extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ExitReason reason;

    TaskExit(String path, ExitReason reason) {
        super("task " + path + " ended: " + reason);
        this.reason = reason;
    }

    public ExitReason reason() {
        return reason;
    }
}
