package io.coppice.supervision.runtime;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The beginnings of texts, and what exceptions say: their own code has a part in that, and may fail itself. */
public final class Cut {

    /** Of a reason so many characters are reported. */
    public static final int MOST_OF_REASON = 1000;

    /** Of a stack so many characters are reported. */
    public static final int MOST_OF_STACK = 8 * 1024;

    private static final String ELLIPSIS = "...";

    /** A chain of causes that is longer, or goes round in a circle, counts as ending there. */
    private static final int MOST_CAUSES = 50;

    private Cut() {}

    /** The first characters, and dots where there are more. */
    public static String of(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + ELLIPSIS;
    }

    /** As {@link Throwable#toString}. */
    static String textOf(Throwable cause) {
        try {
            return Objects.requireNonNull(cause.toString());
        } catch (Throwable t) {
            return unprintable(cause, t);
        }
    }

    /** As {@link Throwable#getMessage}; null where it has none or does not tell. */
    static @Nullable String messageOf(Throwable cause) {
        try {
            return cause.getMessage();
        } catch (Throwable t) {
            return null;
        }
    }

    /** Where the chain of causes begins. */
    static Throwable rootOf(Throwable cause) {
        Throwable root = cause;
        for (int i = 0; i < MOST_CAUSES; i++) {
            Throwable next = causeOf(root);
            if (next == null) {
                return root;
            }
            root = next;
        }
        return root;
    }

    private static @Nullable Throwable causeOf(Throwable cause) {
        try {
            Throwable next = cause.getCause();
            return next == cause ? null : next;
        } catch (Throwable t) {
            return null;
        }
    }

    private static String unprintable(Throwable cause, Throwable why) {
        return cause.getClass().getName() + " (it cannot be printed: "
                + why.getClass().getName() + ")";
    }

    /** The beginning of an exception's stack as the JVM prints it; empty for none. */
    public static String stackOf(@Nullable Throwable cause, int most) {
        if (cause == null) {
            return "";
        }
        Beginning beginning = new Beginning(most);
        try {
            cause.printStackTrace(new PrintWriter(beginning));
        } catch (Throwable t) {
            return unprintable(cause, t);
        }
        return of(beginning.text.toString(), most);
    }

    /** Keeps what fits, and one character more, to tell that there is more. */
    private static final class Beginning extends Writer {
        private final StringBuilder text = new StringBuilder();
        private final int most;

        Beginning(int most) {
            this.most = most;
        }

        @Override
        public void write(char[] buffer, int offset, int length) {
            text.append(buffer, offset, Math.min(length, most + 1 - text.length()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
