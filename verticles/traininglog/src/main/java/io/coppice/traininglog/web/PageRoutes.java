package io.coppice.traininglog.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The page that shows a book: three fixed files from the class path, and no others. */
final class PageRoutes {

    private PageRoutes() {}

    static void addTo(Router router) {
        serve(router, "/", "page.html", "text/html; charset=utf-8");
        serve(router, "/page.js", "page.js", "text/javascript; charset=utf-8");
        serve(router, "/page.css", "page.css", "text/css; charset=utf-8");
    }

    private static void serve(Router router, String path, String resource, String type) {
        Buffer content = read(resource);
        router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(request -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .putHeader(
                                "Content-Security-Policy",
                                "default-src 'self'; frame-ancestors 'none'; base-uri 'none'")
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .putHeader("X-Frame-Options", "DENY")
                        .putHeader("Referrer-Policy", "no-referrer")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                        .end(content));
    }

    /** Read when the server starts; the files are a few kilobytes. */
    private static Buffer read(String resource) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + resource);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
