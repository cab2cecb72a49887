package io.coppice.supervision.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers of a router are crashes of its child, and which are not. */
class RouterCrashesTest {

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.await(10, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 10 s", e);
        }
    }

    private Child serve(Consumer<Router> routes) {
        VerticleBase server = new VerticleBase() {
            @Override
            public Future<?> start() {
                Router router = Router.router(vertx);
                RouterCrashes.on(router, Supervision.of(vertx).self().orElseThrow());
                router.route("/throw").handler(request -> {
                    throw new IllegalStateException("boom");
                });
                router.route("/respond").respond(request -> Future.failedFuture(new IllegalStateException("boom")));
                router.route("/fail").handler(request -> request.fail(new IllegalStateException("boom")));
                router.route("/later")
                        .handler(request ->
                                vertx.timer(1).onSuccess(v -> request.fail(500, new IllegalStateException("boom"))));
                router.route("/fine").handler(request -> request.response().end("fine"));
                routes.accept(router);
                return vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .onSuccess(listening -> port = listening.actualPort());
            }
        };
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        return get(root.startChild(
                ChildSpec.of("web", VerticleStart.of("web", () -> server)).withRestart(RestartType.TEMPORARY)));
    }

    private Future<HttpClientResponse> send(String path) {
        return vertx.createHttpClient()
                .request(HttpMethod.GET, port, "127.0.0.1", path)
                .compose(request -> request.send());
    }

    private HttpClientResponse request(String path) {
        return get(send(path));
    }

    private void assertNoCrash(Child web, int answered) {
        assertThat(request("/fine").statusCode()).isEqualTo(200);
        assertThat(web.isRunning()).isTrue();
        assertThat(web.serverErrors()).isEqualTo(answered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/throw", "/respond", "/fail", "/later", "/below/throw"})
    void C07_anExceptionInARouteIsAnsweredWith500AndIsACrash(String path) {
        Child web = serve(router -> {
            Router below = Router.router(vertx);
            below.route("/throw").handler(request -> {
                throw new IllegalStateException("boom");
            });
            router.route("/below/*").subRouter(below);
        });

        assertThat(request(path).statusCode()).isEqualTo(500);

        ExitReason reason = get(web.ended());
        assertThat(reason.kind()).isEqualTo(ExitReason.Kind.CRASHED);
        assertThat(reason.cause()).hasMessage("boom");
        assertThat(web.serverErrors()).isEqualTo(1);
    }

    @Test
    void C07_theRoutersOwnErrorHandlerAnswersFirst() {
        Child web = serve(router -> router.errorHandler(
                500, request -> request.response().setStatusCode(500).end("sorry")));

        Buffer answer = get(send("/throw").compose(response -> response.body()));
        assertThat(answer).hasToString("sorry");
        assertThat(get(web.ended()).cause()).hasMessage("boom");
    }

    @Test
    void C07_anExceptionThatAHandlerAnswersBelow500IsNone() {
        Child web = serve(router -> router.route("/throw")
                .failureHandler(request -> request.response().setStatusCode(409).end()));

        assertThat(request("/throw").statusCode()).isEqualTo(409);
        assertNoCrash(web, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/begun", "/ended", "/ended-then-fail", "/ended-later", "/handled", "/below/ended"})
    void C07_anExceptionAfterTheAnswerHadBegunIsACrashAnyway(String path) {
        Child web = serve(router -> {
            router.route("/begun").handler(request -> {
                request.response().setChunked(true).write("a");
                throw new IllegalStateException("boom");
            });
            router.route("/ended").handler(RouterCrashesTest::endAndThrow);
            router.route("/ended-then-fail").handler(request -> {
                request.response().end("a");
                request.fail(new IllegalStateException("boom"));
            });
            router.route("/ended-later")
                    .handler(request -> vertx.timer(1).onSuccess(v -> request.next()))
                    .handler(RouterCrashesTest::endAndThrow);
            router.route("/handled")
                    .handler(request -> {
                        request.response().setChunked(true).write("a");
                        throw new IllegalStateException("boom");
                    })
                    .failureHandler(request -> request.response().end());
            Router below = Router.router(vertx);
            below.route("/ended").handler(RouterCrashesTest::endAndThrow);
            router.route("/below/*").subRouter(below);
        });

        assertThat(request(path).statusCode()).isEqualTo(200);

        ExitReason reason = get(web.ended());
        assertThat(reason.kind()).isEqualTo(ExitReason.Kind.CRASHED);
        assertThat(reason.cause()).hasMessage("boom");
    }

    private static void endAndThrow(RoutingContext request) {
        request.response().end("a");
        throw new IllegalStateException("boom");
    }

    @Test
    void C07_anAnswerThatCannotBeSentToItsEndIsNone() {
        Child web = serve(router -> router.route("/lost")
                .handler(request -> {
                    request.response().setChunked(true).write("a");
                    request.fail(new IOException("connection reset"));
                })
                .failureHandler(request -> request.response().end()));

        assertThat(request("/lost").statusCode()).isEqualTo(200);
        assertNoCrash(web, 0);
    }

    @Test
    void C07_whatIsAnsweredOnPurposeIsNoneAndEachServerErrorIsCounted() {
        Child web = serve(router -> {
            router.route("/404").handler(request -> request.fail(404));
            router.route("/400").handler(request -> request.fail(400, new IllegalArgumentException("no")));
            router.route("/500").handler(request -> request.fail(500));
            router.route("/502")
                    .handler(request -> request.response().setStatusCode(502).end());
            router.route("/503").handler(request -> request.fail(503, new IllegalStateException("busy")));
            router.route("/507").handler(request -> {
                throw new HttpException(507);
            });
        });

        for (int status : new int[] {404, 400, 500, 502, 503, 507}) {
            assertThat(request("/" + status).statusCode()).isEqualTo(status);
        }
        assertThat(request("/nothing").statusCode()).isEqualTo(404);
        assertNoCrash(web, 4);
    }

    @Test
    void C07_noClientCanCrashItWithABrokenRequest() {
        Child web = serve(router -> router.post("/body")
                .handler(BodyHandler.create(false).setBodyLimit(1000))
                .handler(request -> request.response().end("read")));

        for (String body : new String[] {
            "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nonly",
            "POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nrubbish\r\n",
            "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\n%zz=%zz&%",
            "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n"
                    + "Content-Type: multipart/form-data; boundary=x\r\n\r\nrubbish",
            "POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\nContent-Type: multipart/form-data\r\n\r\nrubbish",
            "GET /fine?%zz HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /fine HTTP/1.1\r\n\r\n",
        }) {
            get(vertx.createNetClient()
                    .connect(port, "127.0.0.1")
                    .compose(socket ->
                            socket.write(body).compose(v -> vertx.timer(50)).compose(v -> socket.close())));
        }

        await().untilAsserted(() -> assertNoCrash(web, 0));
    }
}
