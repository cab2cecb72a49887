package io.coppice.supervision;

import io.coppice.supervision.runtime.VertxInternals;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** A Vert.x that is in no cluster and starts quickly where there is a cluster manager on the class path. */
public final class LocalVertx {

    private LocalVertx() {}

    /**
     * Starts one.
     *
     * @param options without metrics and tracing, which would be looked for among the services on the class path
     */
    public static Vertx of(VertxOptions options) {
        return VertxInternals.withoutServices(options);
    }
}
