package io.coppice.supervision;

import io.coppice.supervision.runtime.VertxStart;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;

/** A Vert.x that is in no cluster and starts quickly where there is a cluster manager on the class path. */
public final class LocalVertx {

    private LocalVertx() {}

    /**
     * Starts one, with the native transport where the options prefer it.
     *
     * @param options without metrics and tracing, which would be looked for among the services on the class path
     */
    public static Vertx of(VertxOptions options) {
        return of(options, options.getPreferNativeTransport() ? VertxStart.nativeTransport() : VertxStart.nio());
    }

    /**
     * Starts one with this transport, whatever the options prefer.
     *
     * @param options as above
     */
    public static Vertx of(VertxOptions options, Transport transport) {
        return VertxStart.withoutServices(options, transport);
    }

    /** The system's native transport, or Java's where there is none; no other is loaded for it. */
    public static Transport nativeTransport() {
        return VertxStart.nativeTransport();
    }
}
