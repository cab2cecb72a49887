package io.coppice.supervision.runtime;

import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The reason of a child that did not start, in words that name the child and what went wrong. */
final class StartFailure {

    private StartFailure() {}

    static ExitReason of(String path, String why, @Nullable Throwable cause) {
        return ExitReason.crashed(refused(path + " did not start: " + why, cause));
    }

    /** Of a supervisor that has ended before it was up. */
    static SupervisionException of(String path, ExitReason reason) {
        if (reason.cause() instanceof SupervisionException cause) {
            return cause;
        }
        return refused(path + " did not start: " + reason, reason.cause());
    }

    /** Without a stack of its own, which shows whose thread its supervisor had its turn on, and would push the cause's out. */
    private static SupervisionException refused(String what, @Nullable Throwable cause) {
        SupervisionException refused = new SupervisionException(Refusal.START_FAILED, what, cause);
        refused.setStackTrace(new StackTraceElement[0]);
        return refused;
    }

    static String tookLongerThan(Duration time) {
        return "its start took longer than " + time.toMillis() + " ms";
    }

    /** An exception in a few words: its message where that says enough. */
    static String message(Throwable cause) {
        String message = Cut.messageOf(cause);
        if (message != null && !(cause instanceof Error)) {
            return message;
        }
        // A class that is missing or fails to initialise says what it means only with its type and where it began.
        Throwable root = Cut.rootOf(cause);
        return root == cause ? Cut.textOf(cause) : Cut.textOf(cause) + ", caused by " + Cut.textOf(root);
    }
}
