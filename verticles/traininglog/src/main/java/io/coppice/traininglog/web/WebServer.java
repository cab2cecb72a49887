package io.coppice.traininglog.web;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.web.FixedPages;
import io.coppice.component.web.HostGuard;
import io.coppice.component.web.JsonErrors;
import io.coppice.component.web.WebListener;
import io.coppice.component.web.WebSettings;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.web.RouterCrashes;
import io.coppice.traininglog.books.BookSettings;
import io.coppice.traininglog.books.Books;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;
import java.util.stream.Stream;

/**
 * The verticle that serves the training log over HTTP; as many instances as one likes share the port.
 *
 * <p>Configuration: {@code host}, {@code port}, {@code max_connections} of each instance; {@code book_idle_seconds} and
 * {@code max_logs} for the servers of books that it starts. Its sibling {@code books} must be a dynamic supervisor.
 */
public final class WebServer extends VerticleBase {

    @Override
    public Future<?> start() {
        ComponentConfig config = new ComponentConfig(
                config(),
                Stream.concat(WebSettings.KEYS.stream(), BookSettings.KEYS.stream())
                        .toList());
        WebSettings settings = WebSettings.of(config, 4000);
        Supervision supervision = Supervision.of(vertx);
        Child self = supervision.self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        Books books = new Books(vertx, supervision.siblingPath("books"), self.path(), BookSettings.of(config));

        Router router = Router.router(vertx);
        RouterCrashes.on(router, self);
        JsonErrors.addTo(router, BookRoutes::allowed, BookRoutes.MOST_BODY_BYTES);
        router.route().handler(new HostGuard(settings.host()));
        new BookRoutes(books).addTo(router);
        FixedPages.addTo(router, WebServer.class);
        return new WebListener(vertx, "traininglog", settings).listen(router);
    }
}
