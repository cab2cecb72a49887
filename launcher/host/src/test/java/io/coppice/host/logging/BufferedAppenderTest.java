package io.coppice.host.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BufferedAppenderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ALL = 1_000_000;
    private static final String DROPPED =
            "coppice-log 3 log entries were dropped, because standard error was not read fast enough";

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("test");
    private final Slow target = new Slow();
    private final BufferedAppender buffered = new BufferedAppender(target);

    /** Writes nothing that it is not permitted to, like a pipe that nobody reads. */
    private static final class Slow extends AppenderBase<ILoggingEvent> {
        final Semaphore permits = new Semaphore(0);
        volatile String inHand = "";
        final List<String> written = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            inHand = event.getFormattedMessage();
            permits.acquireUninterruptibly();
            if (event.getMessage().startsWith("unwritable")) {
                throw new AssertionError(event.getMessage());
            }
            written.add(event.getThreadName() + " " + event.getFormattedMessage());
        }
    }

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        target.setContext(context);
        target.start();
        buffered.setContext(context);
        buffered.start();
        logger.addAppender(buffered);
    }

    @AfterEach
    void stop() {
        target.permits.release(ALL);
        context.stop();
    }

    @Test
    void who_logs_does_not_wait_and_what_is_dropped_is_counted() {
        logger.info("first");
        await().until(() -> target.inHand.equals("first"));
        for (int i = 0; i < BufferedAppender.MOST_WAITING + 3; i++) {
            logger.info("entry {}", i);
        }
        assertThat(buffered.flush(Duration.ZERO)).isFalse();
        assertThat(target.written).isEmpty();

        target.permits.release(ALL);
        assertThat(buffered.flush(PATIENCE)).isTrue();

        assertThat(target.written)
                .hasSize(BufferedAppender.MOST_WAITING + 2)
                .endsWith("main entry " + (BufferedAppender.MOST_WAITING - 1), DROPPED);
        logger.info("last");
        await().until(() -> target.written.contains("main last"));
    }

    @Test
    void what_was_dropped_is_told_between_what_came_before_and_after() {
        logger.info("first");
        await().until(() -> target.inHand.equals("first"));
        for (int i = 0; i < BufferedAppender.MOST_WAITING + 3; i++) {
            logger.info("entry {}", i);
        }
        target.permits.release();
        await().until(() -> target.inHand.equals("entry 0"));
        logger.info("later");
        target.permits.release(ALL);
        assertThat(buffered.flush(PATIENCE)).isTrue();
        assertThat(target.written)
                .hasSize(BufferedAppender.MOST_WAITING + 3)
                .endsWith("main entry " + (BufferedAppender.MOST_WAITING - 1), DROPPED, "main later");
    }

    @Test
    void an_error_of_one_entry_does_not_end_the_log() {
        target.permits.release(ALL);
        logger.info("unwritable");
        logger.info("next");
        assertThat(buffered.flush(PATIENCE)).isTrue();
        assertThat(target.written)
                .containsExactly(
                        "coppice-log an entry of test could not be written: java.lang.AssertionError: unwritable",
                        "main next");
    }

    @Test
    void a_stop_writes_what_is_left() {
        target.permits.release(ALL);
        for (int i = 0; i < 100; i++) {
            logger.info("entry {}", i);
        }
        context.stop();
        assertThat(target.written).hasSize(100).endsWith("main entry 99");
        assertThat(target.isStarted()).isFalse();
    }
}
