package io.coppice.supervision.web;

import io.coppice.supervision.Child;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;

/**
 * Makes an exception in a route a crash of the child that serves it, as an exception anywhere else is.
 *
 * <pre>{@code
 * Router router = Router.router(vertx);
 * RouterCrashes.on(router, Supervision.of(vertx).self().orElseThrow());
 * router.get("/").handler(this::show);
 * }</pre>
 *
 * <p>The request is answered first, with 500 or as the router's own error and failure handlers do; then the child has crashed
 * with the exception. A crash is what a handler throws, a future of {@code respond} that fails, and {@code fail(throwable)}.
 * None is what the router answers on purpose: {@code fail(404)}, {@code fail(503, cause)}, an {@code HttpException}; nor an
 * exception that a handler of the router turns into an answer below 500; nor a client that goes away.
 *
 * <p>After the answer has begun nothing can be made of an exception any more: it is a crash at once, whatever a failure handler
 * does with it, but for an {@code IOException}, which is the client's connection.
 *
 * <p>Every answer of 500 or more is counted as the child's, crash or not ({@link Child#serverErrors}).
 */
public final class RouterCrashes {

    private static final int INTERNAL_SERVER_ERROR = 500;

    private RouterCrashes() {}

    /**
     * Watches all requests to this router and its sub-routers. To be called before any route is added that comes first by its
     * order: what is answered before it is not seen.
     *
     * @param child the one whose verticle serves the router
     */
    public static void on(Router router, Child child) {
        router.route()
                .order(Integer.MIN_VALUE)
                .handler(request -> {
                    request.addEndHandler(done -> ended(request, child));
                    request.next();
                })
                .failureHandler(request -> {
                    failed(request, child);
                    request.next();
                });
    }

    /** Each failure comes here first. One that comes before the answer is judged by the answer. */
    private static void failed(RoutingContext request, Child child) {
        HttpServerResponse response = request.response();
        boolean isTooLate = response.headWritten();
        boolean isClientGone = response.closed() && !response.ended();
        Throwable failure = request.failure();
        if (isTooLate
                && !isClientGone
                && failure != null
                && !(failure instanceof IOException)
                && isCrash(request.statusCode(), failure)) {
            child.exit(ExitReason.crashed(failure));
        }
    }

    private static void ended(RoutingContext request, Child child) {
        int status = request.response().getStatusCode();
        if (status >= INTERNAL_SERVER_ERROR) {
            child.countServerError();
        }
        Throwable failure = request.failure();
        if (failure != null && status >= INTERNAL_SERVER_ERROR && isCrash(request.statusCode(), failure)) {
            child.exit(ExitReason.crashed(failure));
        }
    }

    private static boolean isCrash(int failedWith, Throwable failure) {
        return failedWith == INTERNAL_SERVER_ERROR
                && !(failure instanceof HttpException)
                && !(failure instanceof HttpClosedException)
                && !(failure instanceof StreamResetException);
    }
}
