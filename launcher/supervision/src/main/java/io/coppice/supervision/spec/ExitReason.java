package io.coppice.supervision.spec;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a child ended.
 *
 * @param kind what the restart rules look at (S03)
 * @param detail one line for people; may be empty
 * @param cause the exception with its stack, where there was one
 * @param handling the message that a crashed child was handling, where it was one
 */
public record ExitReason(
        Kind kind,
        String detail,
        @Nullable Throwable cause,
        @Nullable HandledMessage handling) {

    /** The four kinds of an end. */
    public enum Kind {
        /** It was done. */
        NORMAL("normal"),
        /** It was told to stop, or a supervisor gave up: OTP's {@code shutdown} and {@code {shutdown, Term}}. */
        SHUTDOWN("shutdown"),
        /** It did not stop in time, or was to be killed. */
        KILLED("killed"),
        /** Anything else: an exception, a failed start. */
        CRASHED("crashed");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static final ExitReason NORMAL = new ExitReason(Kind.NORMAL, "", null, null);
    public static final ExitReason SHUTDOWN = new ExitReason(Kind.SHUTDOWN, "", null, null);
    public static final ExitReason KILLED = new ExitReason(Kind.KILLED, "", null, null);

    public ExitReason {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(detail, "detail");
    }

    /** An abnormal end by an exception, with its text as the detail. */
    public static ExitReason crashed(Throwable cause) {
        return new ExitReason(Kind.CRASHED, textOf(cause), cause, null);
    }

    /** Also of one whose own code for it throws. */
    private static String textOf(Throwable cause) {
        try {
            return Objects.requireNonNull(cause.toString());
        } catch (Throwable t) {
            return cause.getClass().getName() + " (it has no text: "
                    + t.getClass().getName() + ")";
        }
    }

    /** An abnormal end that no exception tells of. */
    public static ExitReason crashed(String detail) {
        return new ExitReason(Kind.CRASHED, detail, null, null);
    }

    /** OTP's {@code {shutdown, Term}}: treated like {@code shutdown}. */
    public static ExitReason shutdown(String detail) {
        return new ExitReason(Kind.SHUTDOWN, detail, null, null);
    }

    public static ExitReason killed(String detail) {
        return new ExitReason(Kind.KILLED, detail, null, null);
    }

    /** The same reason with the message that was being handled. */
    public ExitReason handling(@Nullable HandledMessage message) {
        return new ExitReason(kind, detail, cause, message);
    }

    /** Whether a transient child that ends so is left stopped. */
    public boolean isExpected() {
        return kind == Kind.NORMAL || kind == Kind.SHUTDOWN;
    }

    /** The kind, and the detail where there is one: {@code crashed: java.lang.IllegalStateException: boom}. */
    @Override
    public String toString() {
        return detail.isEmpty() ? kind.word() : kind.word() + ": " + detail;
    }
}
