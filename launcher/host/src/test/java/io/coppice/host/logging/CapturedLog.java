package io.coppice.host.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;

/** A logger of its own whose entries are kept. */
final class CapturedLog {

    private final ListAppender<ILoggingEvent> entries = new ListAppender<>();
    private final Logger logger;

    CapturedLog() {
        LoggerContext context = new LoggerContext();
        logger = context.getLogger("io.coppice.Test");
        logger.setLevel(Level.DEBUG);
        entries.start();
        logger.addAppender(entries);
    }

    Logger logger() {
        return logger;
    }

    List<ILoggingEvent> entries() {
        return entries.list;
    }

    ILoggingEvent only() {
        if (entries.list.size() != 1) {
            throw new AssertionError("not one entry: " + entries.list);
        }
        return entries.list.get(0);
    }
}
