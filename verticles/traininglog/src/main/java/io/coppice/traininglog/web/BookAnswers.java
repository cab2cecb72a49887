package io.coppice.traininglog.web;

import io.coppice.component.web.JsonErrors;
import io.coppice.traininglog.books.BookPages;
import io.coppice.traininglog.training.CsvEntries;
import io.coppice.traininglog.training.UserName;
import io.coppice.traininglog.training.WeightSeries;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that are read from the database, a page at a time, as fast as the client takes them. */
final class BookAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(BookAnswers.class);

    private static final CharSequence CSV = HttpHeaders.createOptimized("text/csv; charset=utf-8; header=present");
    private static final CharSequence COUNT = HttpHeaders.createOptimized("X-Total-Count");

    private final BookPages pages;

    BookAnswers(BookPages pages) {
        this.pages = pages;
    }

    /** A whole book that is too long to be held. */
    void json(RoutingContext request, UserName user) {
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, JsonErrors.JSON);
        stream(request, taker -> pages.json(user, taker));
    }

    /** A whole book for a spreadsheet, and how many entries it has, for who shows how much has come. */
    void csv(RoutingContext request, UserName user) {
        pages.count(user).onFailure(cause -> BookRoutes.refuse(request, cause)).onSuccess(count -> {
            if (count == 0) {
                BookRoutes.notFound(request, user);
                return;
            }
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, CSV)
                    .putHeader(COUNT, String.valueOf(count))
                    .putHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + fileName(user));
            stream(
                    request,
                    taker -> taker.apply(Buffer.buffer(CsvEntries.HEADER)).compose(v -> pages.csv(user, taker)));
        });
    }

    /** As RFC 5987 wants it: the escapes of an address are a percent sign and two digits, too. */
    private static String fileName(UserName user) {
        return user.escaped() + ".csv";
    }

    void page(RoutingContext request, UserName user, PageQuery query) {
        pages.exists(user)
                .compose(exists -> exists
                        ? pages.page(user, query.after(), query.limit()).onSuccess(page -> json(request, page))
                        : notFound(request, user))
                .onFailure(cause -> BookRoutes.refuse(request, cause));
    }

    void weights(RoutingContext request, UserName user) {
        pages.weights(user)
                .onSuccess(weights -> {
                    if (weights.isEmpty()) {
                        BookRoutes.notFound(request, user);
                    } else {
                        json(request, body(user, weights).toBuffer());
                    }
                })
                .onFailure(cause -> BookRoutes.refuse(request, cause));
    }

    private static JsonObject body(UserName user, Map<String, WeightSeries> weights) {
        JsonObject movements = new JsonObject();
        weights.forEach((movement, series) -> {
            JsonArray spans = new JsonArray();
            series.spans()
                    .forEach(span -> spans.add(new JsonObject()
                            .put("count", span.count())
                            .put("least", span.least())
                            .put("most", span.most())));
            movements.put(movement, spans);
        });
        return new JsonObject().put("username", user.value()).put("weights", movements);
    }

    private static Future<Buffer> notFound(RoutingContext request, UserName user) {
        BookRoutes.notFound(request, user);
        return Future.succeededFuture(Buffer.buffer());
    }

    private static void json(RoutingContext request, Buffer body) {
        if (!request.response().closed()) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, JsonErrors.JSON)
                    .end(body);
        }
    }

    /** Writes page after page: a page is written to the socket before the next one is read. */
    private static void stream(RoutingContext request, Function<Function<Buffer, Future<Void>>, Future<Void>> source) {
        HttpServerResponse response = request.response();
        if (request.request().method().equals(HttpMethod.HEAD)) {
            response.end();
            return;
        }
        response.setChunked(true);
        source.apply(response::write).onSuccess(v -> response.end()).onFailure(cause -> {
            if (response.closed()) {
                LOG.debug("a client went away in the middle of a book", cause);
            } else if (response.headWritten()) {
                // An answer that ended in order would look whole.
                LOG.warn("a book was not sent to its end: {}", String.valueOf(cause.getMessage()));
                request.request().connection().close();
            } else {
                response.setChunked(false);
                BookRoutes.refuse(request, cause);
            }
        });
    }
}
