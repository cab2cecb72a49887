package io.coppice.host.transport;

import io.coppice.host.config.TransportKind;
import io.coppice.supervision.LocalVertx;
import io.vertx.core.transport.Transport;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transport that a node runs on: the one that its configuration asks for, if this machine has it. */
public final class NodeTransport {

    private static final Logger LOG = LoggerFactory.getLogger(NodeTransport.class);

    private NodeTransport() {}

    /** The one of this kind, or the native one where this machine does not have it, which is logged. */
    public static Transport of(TransportKind kind) {
        return of(kind, IoUringRing::new, LOG);
    }

    /**
     * As above.
     *
     * @param ioUring is asked only where it is wanted, as it loads a native library
     */
    static Transport of(TransportKind kind, Supplier<Transport> ioUring, Logger log) {
        if (kind == TransportKind.NATIVE) {
            return LocalVertx.nativeTransport();
        }
        Transport asked = ioUring.get();
        if (asked.available()) {
            return asked;
        }
        Transport instead = LocalVertx.nativeTransport();
        log.warn(
                "\"transport\": \"{}\" is not to be had here: {}; the node runs on {}",
                kind.word(),
                reason(asked.unavailabilityCause()),
                instead.name());
        return instead;
    }

    /** The innermost cause, in one line: what is around it says only that something failed. */
    private static String reason(@Nullable Throwable cause) {
        Throwable inner = cause;
        while (inner != null && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner == null
                ? "unknown"
                : Objects.requireNonNullElse(inner.getMessage(), inner.toString())
                        .replaceAll("\\s+", " ");
    }
}
