package io.coppice.supervision.runtime;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.impl.transports.TransportLoader;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.transport.Transport;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The start of a Vert.x that loads nothing but what it uses. */
public final class VertxStart {

    private static final List<Supplier<@Nullable Transport>> NATIVE =
            List.of(TransportLoader::epoll, TransportLoader::kqueue);

    private VertxStart() {}

    /** The public API makes one of each service on the class path, a cluster manager too, and loads all of its library. */
    public static Vertx withoutServices(VertxOptions options, Transport transport) {
        return VertxBootstrap.create()
                .options(options)
                .transport(transport.implementation())
                .serviceProviders(List.of())
                .init()
                .vertx();
    }

    /**
     * The system's own transport, or Java's where there is none: epoll on Linux. The public API tries every transport on the
     * class path before it answers, and so loads io_uring's library and makes a ring of it, for who never uses it.
     */
    public static Transport nativeTransport() {
        for (Supplier<@Nullable Transport> loader : NATIVE) {
            Transport transport = loader.get();
            if (transport != null && transport.available()) {
                return transport;
            }
        }
        return nio();
    }

    /** Java's own transport, by the same way. */
    public static Transport nio() {
        return new TransportInternal("nio", true, null, NioTransport.INSTANCE);
    }
}
