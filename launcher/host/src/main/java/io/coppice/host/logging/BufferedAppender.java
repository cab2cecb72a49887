package io.coppice.host.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands entries to another appender on a thread of its own, so that who logs never waits for who reads.
 *
 * <p>Where nobody reads, its queue fills, and further entries are dropped and counted; an entry of its own tells how many, in
 * their place. Logback's own {@code AsyncAppender} either waits or drops without a word.
 */
final class BufferedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /** So many entries may wait, and one more after some were dropped. */
    static final int MOST_WAITING = 4096;

    /** So long a stop waits for what is still to be written. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Appender<ILoggingEvent> target;
    private final Thread writer = new Thread(this::write, "coppice-log");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock:
    private final ArrayDeque<ILoggingEvent> waiting = new ArrayDeque<>();
    private long dropped;
    private boolean writing;
    private boolean closed;

    BufferedAppender(Appender<ILoggingEvent> target) {
        this.target = target;
        writer.setDaemon(true);
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        // What it says is fixed now, and the thread's name and context are known here only.
        event.prepareForDeferredProcessing();
        lock.lock();
        try {
            if (waiting.size() < MOST_WAITING) {
                if (dropped > 0) {
                    waiting.add(takeDropped());
                }
                waiting.add(event);
                changed.signalAll();
            } else {
                dropped++;
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        for (ILoggingEvent event = next(); event != null; event = next()) {
            write(event);
        }
        target.stop();
    }

    /** An entry that cannot be written, perhaps because its text cannot be made, must not keep others from being written. */
    private void write(ILoggingEvent event) {
        try {
            target.doAppend(event);
        } catch (Throwable t) {
            addError("a log entry could not be written", t);
            try {
                target.doAppend(warning("an entry of " + event.getLoggerName() + " could not be written: " + t));
            } catch (Throwable again) {
                addError("nor could that it was not", again);
            }
        }
    }

    /** The next entry, waiting for one; null when there will be none any more. */
    private @Nullable ILoggingEvent next() {
        lock.lock();
        try {
            writing = false;
            changed.signalAll();
            while (waiting.isEmpty() && dropped == 0 && !closed) {
                changed.awaitUninterruptibly();
            }
            writing = true;
            return waiting.isEmpty() && dropped > 0 ? takeDropped() : waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private ILoggingEvent takeDropped() {
        String message = dropped + " log entries were dropped, because standard error was not read fast enough";
        dropped = 0;
        return warning(message);
    }

    private ILoggingEvent warning(String message) {
        Logger logger = ((LoggerContext) getContext()).getLogger(BufferedAppender.class);
        return new LoggingEvent(BufferedAppender.class.getName(), logger, Level.WARN, message, null, null);
    }

    /** Waits until all that was logged is written, at most so long; false where it is not. */
    boolean flush(Duration most) {
        long nanos = most.toNanos();
        lock.lock();
        try {
            while (!waiting.isEmpty() || dropped > 0 || writing) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        super.stop();
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            writer.join(TimeUnit.NANOSECONDS.toMillis(LAST_WORDS.toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
