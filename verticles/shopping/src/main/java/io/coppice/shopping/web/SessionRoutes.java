package io.coppice.shopping.web;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.component.web.JsonErrors;
import io.coppice.shopping.service.SessionService;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Optional;

/** Each request over HTTP as one to the service of sessions. */
final class SessionRoutes {

    static final long MOST_BODY_BYTES = 16 * 1024;

    /** Longer than the service takes, with what it repeats. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String SESSION = "/sessions/:key";

    private final Requests requests;

    SessionRoutes(Vertx vertx) {
        this.requests = new Requests(vertx);
    }

    void addTo(Router router) {
        add(router, HttpMethod.POST, "/sessions", "start", 201);
        add(router, HttpMethod.GET, SESSION, "get", 200);
        add(router, HttpMethod.POST, SESSION + "/pages", "visit", 200);
        add(router, HttpMethod.POST, SESSION + "/items", "add", 200);
        add(router, HttpMethod.PUT, SESSION + "/items/:item", "change", 200);
        add(router, HttpMethod.DELETE, SESSION + "/items/:item", "remove", 200);
        add(router, HttpMethod.POST, SESSION + "/discounts", "discount", 200);
        add(router, HttpMethod.POST, SESSION + "/checkout", "checkout", 200);
        add(router, HttpMethod.GET, "/sales/:key", "sale", 200);
    }

    /** The methods of a path. */
    static String allowed(String path) {
        if (path.matches("/sessions/[^/]*/items/.*")) {
            return "PUT, DELETE";
        }
        return path.matches("/sessions|/sessions/[^/]*/.*") ? "POST" : "GET";
    }

    private void add(Router router, HttpMethod method, String path, String action, int status) {
        router.route(method, path)
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
                .handler(request -> pass(request, action, status))
                .failureHandler(JsonErrors::brokenBody);
    }

    private void pass(RoutingContext request, String action, int status) {
        Optional<JsonObject> body = body(request);
        if (body.isEmpty()) {
            JsonErrors.error(request, 400, "the body must be a JSON object");
            return;
        }
        JsonObject message = body.get();
        if (action.equals("start") && !message.containsKey("ip")) {
            message.put("ip", request.request().remoteAddress().hostAddress());
        }
        // What the path says comes last, and holds.
        request.pathParams().forEach(message::put);
        message.put("action", action);
        requests.repeat(Failure::isUndone, () -> requests.send(SessionService.ADDRESS, message, LIMIT))
                .onSuccess(answer -> {
                    if (!request.response().closed()) {
                        request.response()
                                .setStatusCode(status)
                                .putHeader(HttpHeaders.CONTENT_TYPE, JsonErrors.JSON)
                                .end(answer.toBuffer());
                    }
                })
                .onFailure(cause -> JsonErrors.refuse(request, "", cause));
    }

    /** Whatever its type is called: a page of another site cannot send it, see the guard. */
    private static Optional<JsonObject> body(RoutingContext request) {
        if (request.body().isEmpty()) {
            return Optional.of(new JsonObject());
        }
        try {
            return Optional.of(new JsonObject(request.body().buffer()));
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }
}
