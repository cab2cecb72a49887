package io.coppice.component.web;

import io.coppice.component.bus.Failure;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a web server answers when something is wrong: always JSON, with one key {@code error}. */
public final class JsonErrors {

    /** The type of an answer. */
    public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private static final Logger LOG = LoggerFactory.getLogger(JsonErrors.class);

    private JsonErrors() {}

    /** Answers with an error, unless there is an answer already or nobody to take it. */
    public static void error(RoutingContext request, int status, String why) {
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

    /**
     * Answers with what a part has failed with.
     *
     * @param prefix what the text begins with
     */
    public static void refuse(RoutingContext request, String prefix, Throwable cause) {
        error(request, statusOf(cause), prefix + cause.getMessage());
    }

    /**
     * The status for what a part has failed with.
     *
     * <p>503 says that nothing was done, and asks to try again. Where nobody knows it is 504, as clients repeat a 503 by themselves.
     */
    public static int statusOf(Throwable cause) {
        return Failure.of(cause)
                .map(failure -> switch (failure) {
                    case BAD_REQUEST -> 400;
                    case NOT_FOUND -> 404;
                    case TAKEN, FULL -> 409;
                    case UNKNOWN_OUTCOME -> 504;
                    default -> 503;
                })
                .orElse(Failure.isUndone(cause) ? 503 : 504);
    }

    /**
     * Makes errors that the router itself finds JSON as well.
     *
     * @param allowed the methods of a path, as {@code Allow} lists them
     * @param mostBodyBytes the limit that the routes set to bodies
     */
    public static void addTo(Router router, UnaryOperator<String> allowed, long mostBodyBytes) {
        router.errorHandler(400, request -> error(request, 400, "the request is malformed" + because(request)));
        router.errorHandler(404, request -> error(request, 404, "there is nothing at this path"));
        router.errorHandler(405, request -> {
            String methods = allowed.apply(request.request().path());
            request.response().putHeader(HttpHeaders.ALLOW, methods);
            error(request, 405, "this path knows " + methods + " only");
        });
        router.errorHandler(
                413, request -> error(request, 413, "the body must not be longer than " + mostBodyBytes + " bytes"));
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
    public static void brokenBody(RoutingContext request) {
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
