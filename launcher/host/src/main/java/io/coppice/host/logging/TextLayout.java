package io.coppice.host.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import io.coppice.host.config.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Log entries as text: one line, and the stack below it.
 *
 * <p>Control characters in messages are escaped, those of exceptions included: what a client sends can neither forge an
 * entry nor steer a terminal.
 */
final class TextLayout extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder text = new StringBuilder(160);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), text);
        text.append(' ').append(String.format("%-5s", event.getLevel()));
        text.append(" [").append(event.getThreadName()).append("] ");
        text.append(lastSegment(event.getLoggerName())).append(": ");
        text.append(Printable.of(event.getFormattedMessage())).append('\n');
        if (event.getThrowableProxy() != null) {
            appendStack(text, event.getThrowableProxy(), "", "");
        }
        return text.toString();
    }

    private static void appendStack(StringBuilder text, IThrowableProxy thrown, String caption, String indent) {
        text.append(indent).append(caption).append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            text.append(": ").append(Printable.of(thrown.getMessage()));
        }
        text.append('\n');
        if (thrown.isCyclic()) {
            return;
        }
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        int own = frames.length - thrown.getCommonFrames();
        for (int i = 0; i < own; i++) {
            text.append(indent).append('\t').append(frames[i].getSTEAsString()).append('\n');
        }
        if (thrown.getCommonFrames() > 0) {
            text.append(indent)
                    .append("\t... ")
                    .append(thrown.getCommonFrames())
                    .append(" more\n");
        }
        for (IThrowableProxy suppressed : thrown.getSuppressed()) {
            appendStack(text, suppressed, "Suppressed: ", indent + "\t");
        }
        if (thrown.getCause() != null) {
            appendStack(text, thrown.getCause(), "Caused by: ", indent);
        }
    }

    private static String lastSegment(String loggerName) {
        return loggerName.substring(loggerName.lastIndexOf('.') + 1);
    }
}
