package io.coppice.component.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A component's page: three fixed files from its jar, {@code page.html}, {@code page.js} and {@code page.css}, and no others. */
public final class FixedPages {

    private FixedPages() {}

    /**
     * Serves {@code page.html} at {@code /}, and the others beside it.
     *
     * @param neighbour a class in whose package the files are
     */
    public static void addTo(Router router, Class<?> neighbour) {
        serve(router, neighbour, "/", "page.html", "text/html; charset=utf-8");
        serve(router, neighbour, "/page.js", "page.js", "text/javascript; charset=utf-8");
        serve(router, neighbour, "/page.css", "page.css", "text/css; charset=utf-8");
    }

    private static void serve(Router router, Class<?> neighbour, String path, String resource, String type) {
        Buffer content = read(neighbour, resource);
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
    private static Buffer read(Class<?> neighbour, String resource) {
        try (InputStream in = neighbour.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + resource);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
