package io.coppice.supervision.runtime;

import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import org.jspecify.annotations.Nullable;

/** The reason of a child that did not start, in words that name the child and what went wrong. */
final class StartFailure {

    private StartFailure() {}

    static ExitReason of(String path, String why, @Nullable Throwable cause) {
        return ExitReason.crashed(
                new SupervisionException(Refusal.START_FAILED, path + " did not start: " + why, cause));
    }

    /** An exception in a few words: its message where that says enough. */
    static String message(Throwable cause) {
        if (cause.getMessage() != null && !(cause instanceof Error)) {
            return cause.getMessage();
        }
        // A class that is missing or fails to initialise says what it means only with its type and where it began.
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root == cause ? cause.toString() : cause + ", caused by " + root;
    }
}
