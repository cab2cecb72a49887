package io.coppice.host.bridge;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Refuses the pages of origins that the configuration does not list.
 *
 * <p>Browsers name the origin of the page with every WebSocket; who names none is no page, and still needs the token.
 */
final class AllowedOrigins implements Handler<RoutingContext> {

    private static final int FORBIDDEN = 403;

    private final List<String> origins;

    AllowedOrigins(List<String> origins) {
        this.origins = origins;
    }

    @Override
    public void handle(RoutingContext context) {
        List<String> named = context.request().headers().getAll(HttpHeaders.ORIGIN);
        if (named.isEmpty() || (named.size() == 1 && origins.contains(named.get(0)))) {
            context.next();
        } else {
            context.response()
                    .setStatusCode(FORBIDDEN)
                    .end("pages of this origin are not in \"origins\" of the bridge's configuration\n");
        }
    }
}
