package io.coppice.todo.web;

import io.coppice.component.web.JsonErrors;
import io.coppice.component.web.SentFields;
import io.coppice.todo.entries.Form;
import io.coppice.todo.lists.Lists;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reading and changing lists; and the two routes of the tutorial, which answer in text. */
final class ListRoutes {

    static final long MOST_BODY_BYTES = 16 * 1024;

    private static final String ENTRIES = "/lists/:list/entries";
    private static final String ENTRY = ENTRIES + "/:id";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Lists lists;

    ListRoutes(Lists lists) {
        this.lists = lists;
    }

    void addTo(Router router) {
        read(router, ENTRIES, this::entries, (request, found) -> json(request, 200, found));
        read(router, "/entries", this::entries, (request, found) -> text(request, lines(found)));
        change(router, HttpMethod.POST, ENTRIES, this::add, (request, added) -> {
            request.response().putHeader(HttpHeaders.LOCATION, request.normalizedPath() + "/" + added.getLong("id"));
            json(request, 201, added);
        });
        change(router, HttpMethod.POST, "/add_entry", this::add, (request, added) -> text(request, "OK"));
        change(router, HttpMethod.PUT, ENTRY, this::update, (request, updated) -> json(request, 200, updated));
        change(
                router,
                HttpMethod.DELETE,
                ENTRY,
                this::delete,
                (request, deleted) -> request.response().setStatusCode(204).end());
    }

    /** The methods of a path. */
    static String allowed(String path) {
        if (path.equals("/add_entry")) {
            return "POST";
        }
        if (!path.startsWith("/lists/")) {
            return "GET, HEAD";
        }
        return path.endsWith("/entries") ? "GET, HEAD, POST" : "PUT, DELETE";
    }

    private Future<JsonObject> entries(Form form) {
        return lists.entries(form.list(), form.date());
    }

    private Future<JsonObject> add(Form form) {
        return lists.add(form.list(), form.key(), form.task());
    }

    private Future<JsonObject> update(Form form) {
        return lists.update(form.list(), form.id(), form.task());
    }

    private Future<JsonObject> delete(Form form) {
        return lists.delete(form.list(), form.id()).map(deleted -> new JsonObject());
    }

    private static void read(
            Router router,
            String path,
            Function<Form, Future<JsonObject>> action,
            BiConsumer<RoutingContext, JsonObject> answer) {
        router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(request -> handle(request, action, answer));
    }

    private static void change(
            Router router,
            HttpMethod method,
            String path,
            Function<Form, Future<JsonObject>> action,
            BiConsumer<RoutingContext, JsonObject> answer) {
        router.route(method, path)
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
                .handler(request -> handle(request, action, answer))
                .failureHandler(JsonErrors::brokenBody);
    }

    private static void handle(
            RoutingContext request,
            Function<Form, Future<JsonObject>> action,
            BiConsumer<RoutingContext, JsonObject> answer) {
        Future<JsonObject> done;
        try {
            Form form = new Form();
            request.pathParams().forEach(form::add);
            SentFields.of(request, form::add);
            done = action.apply(form);
        } catch (IllegalArgumentException e) {
            JsonErrors.error(request, 400, String.valueOf(e.getMessage()));
            return;
        }
        done.onSuccess(result -> {
                    if (!request.response().closed()) {
                        answer.accept(request, result);
                    }
                })
                .onFailure(cause -> JsonErrors.refuse(request, "", cause));
    }

    private static void json(RoutingContext request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, JsonErrors.JSON)
                .end(body.toBuffer());
    }

    private static void text(RoutingContext request, String body) {
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, TEXT).end(body);
    }

    /** A line an entry, as the tutorial answers. */
    private static String lines(JsonObject found) {
        return found.getJsonArray("entries").stream()
                .map(entry -> ((JsonObject) entry).getString("date") + " " + ((JsonObject) entry).getString("title"))
                .collect(Collectors.joining("\n"));
    }
}
