package io.coppice.host.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.coppice.host.config.TransportKind;
import io.coppice.host.logging.CapturedLog;
import io.coppice.supervision.LocalVertx;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which transport a node gets, whatever this machine has. */
class NodeTransportTest {

    private final CapturedLog log = new CapturedLog();

    /** An io_uring that can be had, or not for a reason. */
    private record IoUring(@Nullable Throwable unavailabilityCause) implements Transport {

        @Override
        public String name() {
            return "io_uring";
        }

        @Override
        public boolean available() {
            return unavailabilityCause == null;
        }

        @Override
        public io.vertx.core.spi.transport.Transport implementation() {
            throw new AssertionError("nothing is started here");
        }
    }

    private static Transport never() {
        throw new AssertionError("its library would be loaded");
    }

    @Test
    void a_node_that_does_not_ask_for_io_uring_never_touches_it() {
        Transport transport = NodeTransport.of(TransportKind.NATIVE, NodeTransportTest::never, log.logger());
        assertThat(transport.name()).isEqualTo(LocalVertx.nativeTransport().name());
        assertThat(log.entries()).isEmpty();
    }

    @Test
    void a_node_that_asks_for_it_has_it_where_it_is_available() {
        Transport ioUring = new IoUring(null);
        assertThat(NodeTransport.of(TransportKind.IO_URING, () -> ioUring, log.logger()))
                .isSameAs(ioUring);
        assertThat(log.entries()).isEmpty();
    }

    @Test
    void else_it_has_the_native_one_and_one_line_names_the_cause() {
        Throwable cause = new IllegalStateException("around it", new IllegalArgumentException("not\n permitted"));
        Transport transport = NodeTransport.of(TransportKind.IO_URING, () -> new IoUring(cause), log.logger());
        String name = LocalVertx.nativeTransport().name();
        assertThat(transport.name()).isEqualTo(name);
        assertThat(log.only().getLevel()).isEqualTo(Level.WARN);
        assertThat(log.only().getFormattedMessage())
                .isEqualTo(
                        "\"transport\": \"io_uring\" is not to be had here: not permitted; the node runs on " + name);
        assertThat(log.only().getThrowableProxy()).isNull();
    }

    @Test
    void a_cause_without_a_message_is_named_by_its_type() {
        NodeTransport.of(TransportKind.IO_URING, () -> new IoUring(new UnsatisfiedLinkError()), log.logger());
        assertThat(log.only().getFormattedMessage()).contains("here: java.lang.UnsatisfiedLinkError;");
    }
}
