package io.coppice.traininglog.web;

import io.coppice.component.web.JsonErrors;
import io.coppice.component.web.SentFields;
import io.coppice.traininglog.books.Books;
import io.coppice.traininglog.books.LoadedBook;
import io.coppice.traininglog.training.EntryForm;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
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
    private static final String CSV = ".csv";

    private final Books books;
    private final BookAnswers answers;

    BookRoutes(Books books) {
        this.books = books;
        this.answers = new BookAnswers(books.pages());
    }

    void addTo(Router router) {
        router.route(BOOK).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::read);
        router.get(BOOK + "/weights")
                .handler(request -> user(request).ifPresent(user -> answers.weights(request, user)));
        router.post(BOOK + "/training_logs")
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES))
                .handler(this::record)
                .failureHandler(JsonErrors::brokenBody);
        new ImportRoute(books).addTo(router, BOOK + "/import");
    }

    /** The methods of a path. */
    static String allowed(String path) {
        if (path.endsWith("/training_logs") || path.endsWith("/import")) {
            return "POST";
        }
        return path.endsWith("/weights") ? "GET" : "GET, HEAD";
    }

    private void read(RoutingContext request) {
        Optional<UserName> name = user(request);
        if (name.isEmpty()) {
            return;
        }
        UserName user = name.get();
        MultiMap query = request.queryParams();
        Optional<LoadedBook> loaded = books.loaded(user);
        if (String.valueOf(request.request().getHeader(HttpHeaders.ACCEPT)).startsWith("text/csv")) {
            answers.csv(request, user);
        } else if (PageQuery.isIn(query)) {
            page(request, user, query);
        } else if (loaded.isPresent()) {
            show(request, user, loaded.filter(book -> !book.isEmpty()).map(book -> new Books.Page(book.page())));
        } else {
            books.page(user).onSuccess(found -> show(request, user, found)).onFailure(cause -> refuse(request, cause));
        }
    }

    private void page(RoutingContext request, UserName user, MultiMap query) {
        PageQuery page;
        try {
            page = PageQuery.of(query);
        } catch (IllegalArgumentException e) {
            JsonErrors.error(request, 400, String.valueOf(e.getMessage()));
            return;
        }
        answers.page(request, user, page);
    }

    private void show(RoutingContext request, UserName user, Optional<Books.Page> page) {
        if (page.isPresent()) {
            page.get().whole().ifPresentOrElse(whole -> end(request, whole), () -> answers.json(request, user));
        } else if (user.value().endsWith(CSV) && user.value().length() > CSV.length()) {
            // Only where nobody has this very name, as any text may be one.
            answers.csv(
                    request, new UserName(user.value().substring(0, user.value().length() - CSV.length())));
        } else {
            notFound(request, user);
        }
    }

    private static void end(RoutingContext request, Buffer page) {
        if (!request.response().closed()) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, JsonErrors.JSON)
                    .end(page);
        }
    }

    static void notFound(RoutingContext request, UserName user) {
        JsonErrors.error(request, 404, "no training log book with username: " + user);
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

    static Optional<UserName> user(RoutingContext request) {
        try {
            return Optional.of(new UserName(request.pathParam("username")));
        } catch (IllegalArgumentException e) {
            JsonErrors.error(request, 400, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    static void refuse(RoutingContext request, Throwable cause) {
        JsonErrors.refuse(request, "the training log is not available: ", cause);
    }
}
