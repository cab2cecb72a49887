package io.coppice.counter.web;

import io.coppice.component.web.JsonErrors;
import io.coppice.component.web.SentFields;
import io.coppice.counter.Action;
import io.coppice.counter.CounterClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Each request over HTTP as one to a counter, or as one to each of them. */
final class CounterRoutes {

    static final long MOST_BODY_BYTES = 16 * 1024;

    private static final String ALL = "/counters";
    private static final String ONE = ALL + "/:name";

    private final Map<String, CounterClient> counters = new LinkedHashMap<>();
    private final Duration timeout;

    /**
     * Routes to some counters.
     *
     * @param names of the counters, in the order in which they are shown
     * @param timeout how long a counter may take for its answer
     */
    CounterRoutes(Vertx vertx, List<String> names, Duration timeout) {
        names.forEach(name -> counters.put(name, new CounterClient(vertx, name)));
        this.timeout = timeout;
    }

    void addTo(Router router) {
        router.route(ALL).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::showAll);
        router.route(ONE)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(request -> pass(request, sent -> Action.VAL));
        router.post(ONE)
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
                .handler(request -> pass(request, CounterRoutes::sentAction))
                .failureHandler(JsonErrors::brokenBody);
    }

    /** The methods of a path. */
    static String allowed(String path) {
        return path.startsWith(ALL + "/") ? "GET, HEAD, POST" : "GET, HEAD";
    }

    /** All are asked at once, so that they have one deadline; one that is down does not hide the others. */
    private void showAll(RoutingContext request) {
        List<Future<JsonObject>> asked = new ArrayList<>();
        counters.forEach((name, counter) -> asked.add(ask(name, counter, Action.VAL)
                .otherwise(cause -> new JsonObject().put("name", name).put("error", why(name, cause)))));
        Future.all(asked)
                .onSuccess(all -> answer(request, new JsonObject().put("counters", new JsonArray(all.list()))));
    }

    /** Passes the action of a request on to its counter, once it is known that there are both. */
    private void pass(RoutingContext request, Function<RoutingContext, Action> actionOf) {
        String name = request.pathParam("name");
        CounterClient counter = counters.get(name);
        if (counter == null) {
            JsonErrors.error(request, 404, "there is no counter " + name + " here, only " + counters.keySet());
            return;
        }
        Action action;
        try {
            action = actionOf.apply(request);
        } catch (IllegalArgumentException e) {
            JsonErrors.error(request, 400, String.valueOf(e.getMessage()));
            return;
        }
        ask(name, counter, action)
                .onSuccess(counted -> answer(request, counted))
                .onFailure(cause -> JsonErrors.error(request, statusOf(cause), why(name, cause)));
    }

    private static Action sentAction(RoutingContext request) {
        Set<String> words = new LinkedHashSet<>();
        SentFields.of(request, (field, value) -> {
            if (field.equals("action")) {
                words.add(value);
            }
        });
        return Optional.of(words)
                .filter(given -> given.size() == 1)
                .flatMap(given -> Action.ofWord(given.iterator().next()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "action must be inc, dec, val, reset, stop or crash, not " + words));
    }

    private Future<JsonObject> ask(String name, CounterClient counter, Action action) {
        return counter.ask(action, timeout)
                .map(value -> new JsonObject().put("name", name).put("value", value));
    }

    /** Counters fail with codes of HTTP, {@link JsonErrors} knows those of the other components and of the event bus. */
    private static int statusOf(Throwable cause) {
        return cause instanceof ReplyException reply
                        && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE
                        && (reply.failureCode() == 400 || reply.failureCode() == 500)
                ? reply.failureCode()
                : JsonErrors.statusOf(cause);
    }

    private String why(String name, Throwable cause) {
        return switch (statusOf(cause)) {
            case 503 -> name + " is down: " + cause.getMessage();
            case 504 -> name + " has not answered within " + timeout.toMillis() + " ms";
            default -> String.valueOf(cause.getMessage());
        };
    }

    private static void answer(RoutingContext request, JsonObject body) {
        if (!request.response().closed()) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, JsonErrors.JSON)
                    .end(body.toBuffer());
        }
    }
}
