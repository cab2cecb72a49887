package io.coppice.language.js;

import io.coppice.language.GuestException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.graalvm.polyglot.PolyglotException;

/** What goes wrong in JavaScript, with JavaScript's own stack. */
final class Errors {

    /** The beginning of the names of what stands between. */
    static final String OWN = "coppice:";

    private Errors() {}

    static GuestException of(RuntimeException thrown) {
        if (!(thrown instanceof PolyglotException polyglot)) {
            return of(thrown.toString(), "");
        }
        String stack = polyglot.isHostException() || polyglot.isInternalError()
                ? ""
                : StreamSupport.stream(polyglot.getPolyglotStackTrace().spliterator(), false)
                        .filter(PolyglotException.StackFrame::isGuestFrame)
                        .map(frame -> "    at " + frame.toString().replaceFirst("^<js> ?", ""))
                        .collect(Collectors.joining("\n"));
        return of(String.valueOf(polyglot.getMessage()), stack);
    }

    /** The frames of what stands between are nobody's business; the first line of a stack is the message again. */
    static GuestException of(String message, String stack) {
        return new GuestException(
                message,
                stack.lines()
                        .filter(line -> line.stripLeading().startsWith("at ") && !line.contains(OWN))
                        .collect(Collectors.joining("\n")));
    }
}
