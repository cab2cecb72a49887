package io.coppice.infosys.web;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.component.web.JsonErrors;
import io.coppice.component.web.SentFields;
import io.coppice.infosys.service.InformationSystem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Questions over HTTP, each as one to the information system, and how its backends are. */
final class QuestionRoutes {

    static final long MOST_BODY_BYTES = 16 * 1024;

    /** Longer than the longest deadline. */
    private static final Duration LIMIT = Duration.ofSeconds(65);

    private final Requests requests;

    QuestionRoutes(Vertx vertx) {
        this.requests = new Requests(vertx);
    }

    void addTo(Router router) {
        router.route("/questions")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(request -> ask(request, "q"));
        router.post("/questions")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
                .handler(request -> ask(request, "question"))
                .failureHandler(JsonErrors::brokenBody);
        router.route("/backends")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(request -> pass(request, new JsonObject().put("action", "backends")));
    }

    /** The methods of a path. */
    static String allowed(String path) {
        return path.equals("/questions") ? "GET, HEAD, POST" : "GET, HEAD";
    }

    private void ask(RoutingContext request, String field) {
        JsonObject ask = new JsonObject().put("action", "ask");
        try {
            Map<String, String> fields = fields(request);
            String question = fields.get(field);
            if (question == null) {
                throw new IllegalArgumentException(field + " is missing: it must be a question");
            }
            ask.put("question", question);
            String limit = fields.get("limit");
            if (limit != null) {
                ask.put("limit", whole(limit));
            }
        } catch (IllegalArgumentException wrong) {
            JsonErrors.error(request, 400, String.valueOf(wrong.getMessage()));
            return;
        }
        pass(request, ask);
    }

    private static Map<String, String> fields(RoutingContext request) {
        Map<String, String> fields = new HashMap<>();
        SentFields.of(request, (name, value) -> {
            String before = fields.putIfAbsent(name, value);
            if (before != null && !before.equals(value)) {
                throw new IllegalArgumentException(name + " is given more than once");
            }
        });
        return fields;
    }

    private static int whole(String limit) {
        if (!limit.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("limit must be a whole number");
        }
        return Integer.parseInt(limit);
    }

    private void pass(RoutingContext request, JsonObject message) {
        requests.repeat(Failure::isUndone, () -> requests.send(InformationSystem.ADDRESS, message, LIMIT))
                .onSuccess(answer -> {
                    if (!request.response().closed()) {
                        request.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, JsonErrors.JSON)
                                .end(answer.toBuffer());
                    }
                })
                .onFailure(cause -> {
                    boolean isWrong = Failure.of(cause)
                            .filter(Failure.BAD_REQUEST::equals)
                            .isPresent();
                    JsonErrors.error(request, isWrong ? 400 : 503, String.valueOf(cause.getMessage()));
                });
    }
}
