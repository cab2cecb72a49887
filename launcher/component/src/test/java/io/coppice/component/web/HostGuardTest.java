package io.coppice.component.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostGuardTest {

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void start() throws TimeoutException {
        Router router = Router.router(vertx);
        router.route().handler(new HostGuard("127.0.0.1"));
        router.route().handler(request -> request.end("ours"));
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await(20, TimeUnit.SECONDS);
        port = server.actualPort();
    }

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private int status(HttpMethod method, Map<String, String> headers) throws TimeoutException {
        return vertx.createHttpClient()
                .request(method, port, "127.0.0.1", "/entries")
                .compose(request -> {
                    headers.forEach(request::putHeader);
                    return request.send();
                })
                .await(20, TimeUnit.SECONDS)
                .statusCode();
    }

    @Test
    void aPageOfAnotherSiteUsesNothing() throws TimeoutException {
        Map<String, String> image =
                Map.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image");
        assertThat(status(HttpMethod.GET, image)).isEqualTo(403);
        Map<String, String> frame =
                Map.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe");
        assertThat(status(HttpMethod.GET, frame)).isEqualTo(403);
        assertThat(status(HttpMethod.POST, Map.of("Origin", "http://example.org")))
                .isEqualTo(403);
    }

    @Test
    void aLinkFromAnotherSiteIsFollowedAndTheOwnPageUsesAll() throws TimeoutException {
        Map<String, String> link =
                Map.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document");
        assertThat(status(HttpMethod.GET, link)).isEqualTo(200);
        Map<String, String> own = Map.of("Sec-Fetch-Site", "same-origin", "Origin", "http://127.0.0.1:" + port);
        assertThat(status(HttpMethod.POST, own)).isEqualTo(200);
        assertThat(status(HttpMethod.POST, Map.of())).isEqualTo(200);
    }
}
