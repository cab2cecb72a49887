package io.coppice.host.observer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /}: the page that shows a node, three fixed files from the class path and no others. */
final class PageRoutes {

    private PageRoutes() {}

    static void mount(Router router) {
        serve(router, "/", "page.html", "text/html; charset=utf-8");
        serve(router, "/page.js", "page.js", "text/javascript; charset=utf-8");
        serve(router, "/page.css", "page.css", "text/css; charset=utf-8");
    }

    private static void serve(Router router, String path, String resource, String type) {
        // Read when the observer starts; the files are a few kilobytes.
        Buffer content = read(resource);
        router.get(path)
                .handler(context -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                        .putHeader("Referrer-Policy", "no-referrer")
                        .end(content));
    }

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
