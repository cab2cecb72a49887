package io.coppice.traininglog.web;

import io.coppice.component.bus.Failure;
import io.coppice.component.web.JsonErrors;
import io.coppice.component.web.SentFields;
import io.coppice.traininglog.books.Books;
import io.coppice.traininglog.books.LoadedBook;
import io.coppice.traininglog.training.EntryForm;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Optional;

/** Reading a book and adding to it. */
final class BookRoutes {

    static final long MOST_BODY_BYTES = 64 * 1024;

    private static final String BOOK = "/training_log_books/:username";
    private static final String LOGS = BOOK + "/training_logs";

    private final Books books;

    BookRoutes(Books books) {
        this.books = books;
    }

    void addTo(Router router) {
        router.route(BOOK).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::read);
        router.post(LOGS)
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
                .handler(this::record)
                .failureHandler(JsonErrors::brokenBody);
    }

    /** The methods of a path. */
    static String allowed(String path) {
        return path.endsWith("/training_logs") ? "POST" : "GET, HEAD";
    }

    private void read(RoutingContext request) {
        Optional<UserName> name = user(request);
        if (name.isEmpty()) {
            return;
        }
        UserName user = name.get();
        Optional<LoadedBook> loaded = books.loaded(user);
        if (loaded.isPresent()) {
            show(request, user, loaded);
        } else {
            books.find(user).onSuccess(found -> show(request, user, found)).onFailure(cause -> refuse(request, cause));
        }
    }

    private static void show(RoutingContext request, UserName user, Optional<LoadedBook> book) {
        if (book.isEmpty() || book.get().isEmpty()) {
            JsonErrors.error(request, 404, "no training log book with username: " + user);
        } else if (!request.response().closed()) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, JsonErrors.JSON)
                    .end(book.get().page());
        }
    }

    private void record(RoutingContext request) {
        Optional<UserName> user = user(request);
        if (user.isEmpty()) {
            return;
        }
        EntryForm form = new EntryForm();
        try {
            SentFields.of(request, form::add);
        } catch (IllegalArgumentException e) {
            JsonErrors.error(request, 400, String.valueOf(e.getMessage()));
            return;
        }
        List<String> faults = form.faults();
        if (!faults.isEmpty()) {
            JsonErrors.error(request, 400, String.join("; ", faults));
            return;
        }
        books.record(user.get(), form.entry())
                .onSuccess(done -> {
                    if (!request.response().closed()) {
                        request.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                                .end("OK");
                    }
                })
                .onFailure(cause -> refuse(request, cause));
    }

    private static Optional<UserName> user(RoutingContext request) {
        try {
            return Optional.of(new UserName(request.pathParam("username")));
        } catch (IllegalArgumentException e) {
            JsonErrors.error(request, 400, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static void refuse(RoutingContext request, Throwable cause) {
        Optional<Failure> failure = Failure.of(cause);
        int status = failure.isPresent() && failure.get() == Failure.FULL ? 409 : 503;
        JsonErrors.error(request, status, "the training log is not available: " + cause.getMessage());
    }
}
