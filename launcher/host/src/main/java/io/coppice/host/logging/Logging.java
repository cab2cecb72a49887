package io.coppice.host.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.coppice.host.config.LogFormat;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sets Logback up; Logback finds this class as its configurator and starts with text.
 *
 * <p>Entries are written by a thread of their own, so whoever ends the process calls {@link #flush} before.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String BUFFERED = "buffered";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String HAZELCAST = "com.hazelcast";
    private static final List<String> QUIET = List.of("io.netty", "io.vertx", HAZELCAST);
    /**
     * Those that have nothing to say that is not meant or thrown as well: no access to the JVM's insides, no use of what is
     * not free, a port that is taken, an answer to a member that hands its partitions over before it stops, and that it ends
     * with nothing more to hand over.
     */
    private static final List<String> NEEDLESS = List.of(
            "com.hazelcast.instance.impl.HazelcastInstanceFactory",
            "com.hazelcast.instance.impl.Node",
            "com.hazelcast.cp.CPSubsystem",
            "com.hazelcast.instance.AddressPicker",
            "com.hazelcast.internal.partition.operation.ShutdownResponseOperation");

    /** Logs in this format from now on, and from this level up. */
    public static void use(LogFormat format, Level level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
            install(context, format, ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
        }
    }

    /** Waits until all that was logged is written; not for long where nobody reads it. */
    public static void flush() {
        flush(PATIENCE);
    }

    /** Waits until all that was logged is written, at most so long. */
    public static void flush(Duration most) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(BUFFERED)
                        instanceof BufferedAppender buffered) {
            buffered.flush(most);
        }
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        install(context, LogFormat.TEXT, ch.qos.logback.classic.Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void install(LoggerContext context, LogFormat format, ch.qos.logback.classic.Level level) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, format));
        appender.start();
        BufferedAppender buffered = new BufferedAppender(appender);
        buffered.setContext(context);
        buffered.setName(BUFFERED);
        buffered.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(level);
        root.addAppender(buffered);
        // That a machine has no network card is nothing to warn of.
        context.getLogger("io.netty.util.internal.MacAddressUtil").setLevel(ch.qos.logback.classic.Level.ERROR);
        if (!level.isGreaterOrEqual(ch.qos.logback.classic.Level.INFO)) {
            // Who looks for a fault in a plugin does not look for every packet.
            QUIET.forEach(name -> context.getLogger(name).setLevel(ch.qos.logback.classic.Level.INFO));
        } else {
            NEEDLESS.forEach(name -> context.getLogger(name).setLevel(ch.qos.logback.classic.Level.OFF));
            if (level == ch.qos.logback.classic.Level.INFO) {
                // It tells of its every step.
                context.getLogger(HAZELCAST).setLevel(ch.qos.logback.classic.Level.WARN);
            }
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
        return switch (format) {
            case TEXT -> {
                TextLayout layout = new TextLayout();
                layout.setContext(context);
                layout.start();
                LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
                encoder.setContext(context);
                encoder.setLayout(layout);
                encoder.start();
                yield encoder;
            }
            case JSON -> {
                JsonEncoder encoder = new JsonEncoder();
                encoder.setContext(context);
                encoder.setWithSequenceNumber(false);
                encoder.setWithNanoseconds(false);
                encoder.setWithContext(false);
                encoder.setWithArguments(false);
                encoder.setWithMessage(false);
                encoder.setWithFormattedMessage(true);
                encoder.start();
                yield encoder;
            }
        };
    }
}
