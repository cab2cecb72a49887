package io.coppice.host.observer;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Refuses changes by whoever has not the token, and those that a page from elsewhere asks a browser for.
 *
 * <p>It stands before what reads bodies: who has no right to anything is not listened to.
 */
final class ChangeGuard implements Handler<RoutingContext> {

    private final AllowedHosts hosts;
    private final ObserverToken token;

    ChangeGuard(AllowedHosts hosts, ObserverToken token) {
        this.hosts = hosts;
        this.token = token;
    }

    @Override
    public void handle(RoutingContext context) {
        @Nullable String origin = context.request().getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !hosts.isAllowedOrigin(origin)) {
            JsonErrors.answer(context, 403, "pages from elsewhere may not change anything");
        } else if (!token.isIn(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            JsonErrors.answer(context, 401, refusal(context.request()));
        } else {
            context.next();
        }
    }

    /** The file's place is no secret, as whoever can read it has the right to; that it is this node's is proved. */
    private JsonObject refusal(HttpServerRequest request) {
        JsonObject refusal = new JsonObject()
                .put("error", "this needs the token of the node, as \"Authorization: Bearer TOKEN\"")
                .put("token_file", token.file().toString());
        token.proof(
                        request.getHeader(ObserverToken.NONCE_HEADER),
                        request.localAddress().port())
                .ifPresent(proof -> refusal.put("token_proof", proof));
        return refusal;
    }
}
