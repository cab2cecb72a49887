package io.coppice.language.groovy;

import io.coppice.language.GuestException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What goes wrong in a script, with the lines of Groovy on its stack and no others. */
final class Errors {

    private Errors() {}

    static GuestException of(String message, Throwable thrown) {
        return new GuestException(
                message,
                Arrays.stream(thrown.getStackTrace())
                        .filter(frame -> String.valueOf(frame.getFileName()).endsWith(".groovy"))
                        .map(frame -> "    at " + nameOf(frame) + " (" + frame.getFileName() + ":"
                                + frame.getLineNumber() + ")")
                        .collect(Collectors.joining("\n")));
    }

    /** A closure is a method of a class of its own. */
    private static String nameOf(StackTraceElement frame) {
        return frame.getMethodName().equals("doCall") ? "closure" : frame.getMethodName();
    }
}
