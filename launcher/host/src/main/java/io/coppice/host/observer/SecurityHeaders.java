package io.coppice.host.observer;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Adds the headers that keep browsers from running or framing what is not the observer's own.
 *
 * <p>It stands before the router, so that no answer is without them, whoever gives it.
 */
final class SecurityHeaders implements Handler<HttpServerRequest> {

    private final Handler<HttpServerRequest> next;

    SecurityHeaders(Handler<HttpServerRequest> next) {
        this.next = next;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'self'")
                .putHeader("X-Frame-Options", "DENY");
        next.handle(request);
    }
}
