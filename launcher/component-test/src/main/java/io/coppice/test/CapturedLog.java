package io.coppice.test;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What some loggers write while it is open, from DEBUG on. */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final List<Logger> loggers;

    /**
     * Opens it.
     *
     * @param names of the loggers
     */
    public CapturedLog(String... names) {
        loggers = Stream.of(names)
                .map(name -> (Logger) LoggerFactory.getLogger(name))
                .toList();
        start();
        loggers.forEach(logger -> {
            logger.setLevel(Level.DEBUG);
            logger.addAppender(this);
        });
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** Whether a text with these words was written. */
    public boolean has(String words) {
        return events.stream().anyMatch(event -> event.getFormattedMessage().contains(words));
    }

    /** All that an operator would look into. */
    public List<ILoggingEvent> warnings() {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
    }

    @Override
    public void close() {
        loggers.forEach(logger -> {
            logger.setLevel(null);
            logger.detachAppender(this);
        });
        stop();
    }
}
