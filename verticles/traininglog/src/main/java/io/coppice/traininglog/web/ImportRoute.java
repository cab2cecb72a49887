package io.coppice.traininglog.web;

import io.coppice.component.web.JsonErrors;
import io.coppice.traininglog.books.Books;
import io.coppice.traininglog.training.UserName;
import io.coppice.traininglog.web.CsvImport.Result;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST} of a CSV file: answered at the end, or, to who accepts {@code text/event-stream}, with an event for each group of entries
 * as it becomes durable.
 */
final class ImportRoute {

    private static final Logger LOG = LoggerFactory.getLogger(ImportRoute.class);

    /** Of one instance of the server: each keeps a group of entries on its way. */
    private static final int MOST_AT_ONCE = 4;

    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream");

    private final Books books;
    private int underWay;

    ImportRoute(Books books) {
        this.books = books;
    }

    void addTo(Router router, String path) {
        router.post(path).handler(this::receive);
    }

    private void receive(RoutingContext request) {
        BookRoutes.user(request).ifPresent(user -> {
            if (underWay >= MOST_AT_ONCE) {
                JsonErrors.error(request, 503, MOST_AT_ONCE + " imports are under way already");
            } else {
                receive(request, user);
            }
        });
    }

    private void receive(RoutingContext request, UserName user) {
        if ("100-continue".equalsIgnoreCase(request.request().getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        underWay++;
        boolean events =
                String.valueOf(request.request().getHeader(HttpHeaders.ACCEPT)).contains(EVENTS);
        HttpServerResponse response = request.response();
        if (events) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, EVENTS)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .setChunked(true);
        }
        CsvImport.Listener listener = (imported, bytes) -> {
            // A client that does not listen misses some; the last one comes in any case.
            if (events && !response.closed() && !response.writeQueueFull()) {
                response.write(event(
                        "progress", new JsonObject().put("imported", imported).put("bytes", bytes)));
            }
        };
        new CsvImport(
                        request.vertx(),
                        request.request(),
                        group -> books.recordAll(user, group),
                        CsvImport.Limits.USUAL,
                        listener)
                .run()
                .onComplete(done -> {
                    underWay--;
                    if (done.failed()) {
                        LOG.debug("an import into the book of {} broke off", user, done.cause());
                    } else if (!response.closed()) {
                        Future<Void> sent = answer(response, events, done.result());
                        if (done.result().status() == 408) {
                            // The rest of its body would come for as long.
                            sent.onComplete(v -> request.request().connection().close());
                        }
                    }
                });
    }

    private static Future<Void> answer(HttpServerResponse response, boolean events, Result result) {
        if (events) {
            return response.end(event(result.status() == 200 ? "done" : "refused", body(result)));
        }
        return response.setStatusCode(result.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, JsonErrors.JSON)
                .end(body(result).toBuffer());
    }

    private static JsonObject body(Result result) {
        JsonObject body = new JsonObject();
        if (result.status() != 200) {
            body.put("error", result.fault()).put("line", result.line());
        }
        return body.put("imported", result.imported());
    }

    private static String event(String name, JsonObject data) {
        return "event: " + name + "\ndata: " + data.encode() + "\n\n";
    }
}
