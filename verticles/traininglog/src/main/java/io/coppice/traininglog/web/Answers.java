package io.coppice.traininglog.web;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers when something is wrong: always JSON, with one key {@code error}. */
final class Answers {

    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    static void error(RoutingContext request, int status, String why) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (status == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(new JsonObject().put("error", why).toBuffer());
    }

    /** What the router itself finds wrong. */
    static void addErrorHandlers(Router router) {
        router.errorHandler(400, request -> error(request, 400, "the request is malformed" + because(request)));
        router.errorHandler(404, request -> error(request, 404, "there is nothing at this path"));
        router.errorHandler(405, request -> {
            String allowed = BookRoutes.allowed(request.request().path());
            request.response().putHeader(HttpHeaders.ALLOW, allowed);
            error(request, 405, "this path knows " + allowed + " only");
        });
        router.errorHandler(
                413,
                request -> error(
                        request, 413, "the body must not be longer than " + BookRoutes.MOST_BODY_BYTES + " bytes"));
        router.errorHandler(500, request -> {
            LOG.error(
                    "{} {} failed",
                    request.request().method(),
                    request.request().path(),
                    request.failure());
            error(request, 500, "an error on our side, which is in the log");
        });
    }

    /**
     * A body that broke off or is rubbish, which the body's handler reports as a failure of its own with status 200.
     *
     * <p>Where the next request on such a connection begins nobody knows, so it is closed.
     */
    static void brokenBody(RoutingContext request) {
        if (request.statusCode() != 200) {
            request.next();
        } else if (request.response().closed() || request.failure() instanceof HttpClosedException) {
            LOG.debug(
                    "a client went away in the middle of {}", request.request().path());
        } else {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            error(request, 400, "the body is malformed" + because(request));
            request.request().connection().close();
        }
    }

    private static String because(RoutingContext request) {
        return request.failure() == null ? "" : ": " + request.failure().getMessage();
    }
}
