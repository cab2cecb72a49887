package io.coppice.language;

import java.io.PrintWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An error of code in another language, with that language's own stack in place of a Java one.
 *
 * <p>Printed, it is the text that the language itself prints; its {@linkplain #getStackTrace frames} are those that can be
 * read out of that text, for logs that print frames.
 */
public final class GuestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** {@code File "greeter.py", line 3, in greet} */
    private static final Pattern PYTHON = Pattern.compile("\\s*File \"(.*)\", line (\\d+), in (.*)");

    /** {@code at greet (greeter.js:3:9)}, {@code at greeter.js:3:9} */
    private static final Pattern JAVASCRIPT =
            Pattern.compile("\\s*at (?:([^(]*) \\()?(?:<js> )?(.*?):(\\d+)(?:[:-]\\d+)*+\\)?");

    /** Whoever has crashed may have said anything: the rest is printed, and not looked through. */
    private static final int MOST_LINES = 300;

    private static final int LONGEST_LINE = 500;
    private static final int MOST_FRAMES = 100;

    private final String guestStack;

    /**
     * An error.
     *
     * @param message one line, such as {@code ValueError: no such name}
     * @param guestStack as its language prints it; may be empty
     */
    public GuestException(String message, String guestStack) {
        super(message, null, false, true);
        this.guestStack = guestStack;
        setStackTrace(guestStack
                .lines()
                .limit(MOST_LINES)
                .filter(line -> line.length() <= LONGEST_LINE)
                .flatMap(GuestException::frame)
                .limit(MOST_FRAMES)
                .toArray(StackTraceElement[]::new));
    }

    /** Nothing of Java's is of interest. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    private static Stream<StackTraceElement> frame(String line) {
        Matcher python = PYTHON.matcher(line);
        if (python.matches()) {
            return Stream.of(frame(python.group(1), python.group(3), python.group(2)));
        }
        Matcher javascript = JAVASCRIPT.matcher(line);
        if (javascript.matches()) {
            String function = javascript.group(1);
            return Stream.of(
                    frame(javascript.group(2), function == null ? "(anonymous)" : function, javascript.group(3)));
        }
        return Stream.empty();
    }

    private static StackTraceElement frame(String file, String function, String line) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        String module = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        int number = line.length() < 10 ? Integer.parseInt(line) : -1;
        return new StackTraceElement(module, function, name, number);
    }

    /** As its language prints it; may be empty. */
    public String guestStack() {
        return guestStack;
    }

    /** The message alone: it begins with the name that the error has in its own language. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return String.valueOf(getMessage());
    }

    @Override
    public void printStackTrace(PrintWriter out) {
        out.println(this);
        guestStack.lines().forEach(out::println);
    }
}
