package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.HandledMessage;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Wherever the code of a verticle throws, and whatever: the verticle has crashed with that, if Vert.x lets anybody know. */
class UncaughtExceptionTest extends OnVertx {

    /** Makes Vert.x call a handler that throws. */
    private interface Fault {
        Future<?> provoke(Vertx vertx, Runnable boom);
    }

    private record Named(String name, Fault fault) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Future<?> now() {
        return Future.succeededFuture();
    }

    private static final List<Named> FAULTS = List.of(
            new Named("a consumer", (vertx, boom) -> {
                vertx.eventBus().localConsumer("c", message -> boom.run());
                vertx.eventBus().send("c", "");
                return now();
            }),
            new Named("the reply of a request", (vertx, boom) -> {
                vertx.eventBus().localConsumer("c", message -> message.reply(""));
                vertx.eventBus().request("c", "").onComplete(reply -> boom.run());
                return now();
            }),
            new Named("the failure of a request", (vertx, boom) -> {
                vertx.eventBus().request("nobody", "").onFailure(reply -> boom.run());
                return now();
            }),
            new Named("a timer", (vertx, boom) -> {
                vertx.setTimer(1, id -> boom.run());
                return now();
            }),
            new Named("a periodic timer", (vertx, boom) -> {
                vertx.setPeriodic(1, id -> boom.run());
                return now();
            }),
            new Named("a timer's future", (vertx, boom) -> {
                vertx.timer(1).onSuccess(v -> boom.run());
                return now();
            }),
            new Named("runOnContext", (vertx, boom) -> {
                vertx.runOnContext(v -> boom.run());
                return now();
            }),
            new Named("the callback of executeBlocking", (vertx, boom) -> {
                vertx.executeBlocking(() -> 1).onComplete(done -> boom.run());
                return now();
            }),
            new Named("the callback of a worker executor", (vertx, boom) -> {
                vertx.createSharedWorkerExecutor("pool", 1)
                        .executeBlocking(() -> 1)
                        .onComplete(done -> boom.run());
                return now();
            }),
            new Named("a promise that is completed on the context", (vertx, boom) -> {
                Promise<Void> promise = Promise.promise();
                promise.future().onComplete(done -> boom.run());
                vertx.runOnContext(v -> promise.complete());
                return now();
            }),
            new Named("the file system", (vertx, boom) -> {
                vertx.fileSystem().exists(".").onComplete(done -> boom.run());
                return now();
            }),
            new Named(
                    "a server of sockets",
                    (vertx, boom) -> vertx.createNetServer()
                            .connectHandler(socket -> boom.run())
                            .listen(0, "127.0.0.1")
                            .compose(server -> vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"))),
            new Named(
                    "a socket's data",
                    (vertx, boom) -> vertx.createNetServer()
                            .connectHandler(socket -> socket.handler(data -> boom.run()))
                            .listen(0, "127.0.0.1")
                            .compose(server -> vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"))
                            .compose(socket -> socket.write("x"))),
            new Named(
                    "a socket's end",
                    (vertx, boom) -> vertx.createNetServer()
                            .connectHandler(socket -> socket.closeHandler(v -> boom.run()))
                            .listen(0, "127.0.0.1")
                            .compose(server -> vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"))
                            .compose(socket -> socket.close())),
            new Named(
                    "a client's socket",
                    (vertx, boom) -> vertx.createNetServer()
                            .connectHandler(socket -> socket.write("x"))
                            .listen(0, "127.0.0.1")
                            .compose(server -> vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"))
                            .onSuccess(socket -> socket.handler(data -> boom.run()))),
            new Named(
                    "an HTTP server",
                    (vertx, boom) -> vertx.createHttpServer()
                            .requestHandler(request -> boom.run())
                            .listen(0, "127.0.0.1")
                            .onSuccess(server -> get(vertx.createHttpClient(), server.actualPort()))),
            new Named(
                    "the body of an HTTP request",
                    (vertx, boom) -> vertx.createHttpServer()
                            .requestHandler(request -> request.handler(data -> boom.run()))
                            .listen(0, "127.0.0.1")
                            .onSuccess(server -> vertx.createHttpClient()
                                    .request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/")
                                    .compose(request -> request.send("body")))),
            new Named(
                    "a web socket",
                    (vertx, boom) -> vertx.createHttpServer()
                            .webSocketHandler(socket -> boom.run())
                            .listen(0, "127.0.0.1")
                            .onSuccess(server ->
                                    vertx.createWebSocketClient().connect(server.actualPort(), "127.0.0.1", "/"))),
            new Named(
                    "an HTTP answer",
                    (vertx, boom) -> vertx.createHttpServer()
                            .requestHandler(request -> request.response().end("x"))
                            .listen(0, "127.0.0.1")
                            .onSuccess(server -> get(vertx.createHttpClient(), server.actualPort())
                                    .onSuccess(response -> boom.run()))),
            new Named(
                    "the body of an HTTP answer",
                    (vertx, boom) -> vertx.createHttpServer()
                            .requestHandler(request -> request.response().end("x"))
                            .listen(0, "127.0.0.1")
                            .onSuccess(server -> get(vertx.createHttpClient(), server.actualPort())
                                    .onSuccess(response -> response.handler(data -> boom.run())))),
            new Named(
                    "a verticle below",
                    (vertx, boom) -> vertx.deployVerticle(below(v -> v.setTimer(1, id -> boom.run())))),
            new Named(
                    "a verticle two below",
                    (vertx, boom) -> vertx.deployVerticle(below(
                            v -> v.deployVerticle(below(w -> w.runOnContext(x -> boom.run())))))),
            new Named(
                    "a worker below",
                    (vertx, boom) -> vertx.deployVerticle(
                            below(v -> v.setTimer(1, id -> boom.run())),
                            new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))));

    private static Future<HttpClientResponse> get(HttpClient client, int port) {
        return client.request(HttpMethod.GET, port, "127.0.0.1", "/").compose(request -> request.send());
    }

    private static VerticleBase below(Consumer<Vertx> code) {
        return new VerticleBase() {
            @Override
            public Future<?> start() {
                code.accept(vertx);
                return Future.succeededFuture();
            }
        };
    }

    private static List<ThreadingModel> models() {
        return Stream.of(ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER, ThreadingModel.VIRTUAL_THREAD)
                .filter(model -> model != ThreadingModel.VIRTUAL_THREAD
                        || Runtime.version().feature() >= 21)
                .toList();
    }

    static Stream<Arguments> everyHandler() {
        return models().stream().flatMap(model -> FAULTS.stream().map(fault -> Arguments.of(model, fault)));
    }

    private Supervisor root(ThreadingModel model, Fault fault, Runnable boom) {
        VerticleStart start = VerticleStart.of("a", () -> new Plain("a") {
            @Override
            public Future<?> start() {
                // What provokes it may fail because of it, and would then be why the child has not started.
                return super.start()
                        .compose(v -> fault.provoke(vertx, boom))
                        .transform(provoked -> Future.succeededFuture());
            }
        });
        ChildSpec spec = ChildSpec.of("a", start.withOptions(new DeploymentOptions().setThreadingModel(model)))
                .withRestart(RestartType.TEMPORARY);
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        root.startChild(spec);
        return root;
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("everyHandler")
    void C01_anExceptionInAnyHandlerCrashesTheChildWithIt(ThreadingModel model, Named named) {
        IllegalStateException boom = new IllegalStateException("boom");

        root(model, named.fault(), () -> {
            throw boom;
        });

        await().untilAsserted(() -> assertThat(events()).anySatisfy(event -> {
            assertThat(event.path()).isEqualTo("/a");
            // One that throws while it still starts has not started.
            assertThat(event.kind()).isIn(EventKind.CRASHED, EventKind.START_FAILED);
            assertThat(event.stack()).contains("IllegalStateException: boom");
        }));
        await().until(() -> vertx.deploymentIDs().isEmpty());
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
    void C01_anErrorIsACrashAsWell(ThreadingModel model) {
        assumeTrue(models().contains(model));
        for (Error error : List.of(new StackOverflowError(), new OutOfMemoryError("fake"), new AssertionError("no"))) {
            Supervisor root = root(model, (vertx, boom) -> now(), () -> {});
            Child a = awaited("/a");

            a.context().orElseThrow().runOnContext(v -> {
                throw error;
            });

            ExitReason reason = get(a.ended());
            assertThat(reason.kind()).isEqualTo(ExitReason.Kind.CRASHED);
            assertThat(reason.cause()).isSameAs(error);
            get(root.stop());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_LOOP", "WORKER", "VIRTUAL_THREAD"})
    void aChildThatInterruptsItsOwnThreadHurtsNobody(ThreadingModel model) {
        assumeTrue(models().contains(model));
        Supervisor root = root(model, (vertx, boom) -> now(), () -> {});
        Child a = awaited("/a");

        a.context().orElseThrow().runOnContext(v -> Thread.currentThread().interrupt());
        Promise<Void> later = Promise.promise();
        a.context().orElseThrow().runOnContext(v -> later.complete());
        get(later.future());
        vertx.eventBus().send("a", "boom");

        assertThat(get(a.ended()).cause()).hasMessage("boom");
        get(root.stop());
    }

    /** What Vert.x makes of these is a failed future, which is nobody's if the code does not look at it. */
    private static final List<Named> UNSEEN = List.of(
            new Named("map", (vertx, boom) -> {
                vertx.timer(1).map(v -> {
                    boom.run();
                    return 1;
                });
                return now();
            }),
            new Named("compose", (vertx, boom) -> {
                vertx.timer(1).compose(v -> {
                    boom.run();
                    return now();
                });
                return now();
            }),
            new Named("executeBlocking", (vertx, boom) -> {
                vertx.executeBlocking(() -> {
                    boom.run();
                    return 1;
                });
                return now();
            }));

    static Stream<Arguments> unseen() {
        return UNSEEN.stream().map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("unseen")
    void C01_aFailedFutureThatNobodyLooksAtIsNotSeen(Named named) {
        Promise<Void> thrown = Promise.promise();
        Supervisor root = root(ThreadingModel.EVENT_LOOP, named.fault(), () -> {
            thrown.complete();
            throw new IllegalStateException("boom");
        });
        get(thrown.future());
        Child a = awaited("/a");
        Promise<Void> later = Promise.promise();
        a.context().orElseThrow().runOnContext(v -> later.complete());
        get(later.future());

        assertThat(a.isRunning()).isTrue();
        assertThat(events(EventKind.CRASHED)).isEmpty();
        get(root.stop());
    }

    private Child awaited(String path) {
        await().until(() ->
                Supervision.of(vertx).child(path).filter(Child::isRunning).isPresent());
        return running(path);
    }

    @ParameterizedTest
    @EnumSource(RestartStrategy.class)
    void C02_aCrashBelowRestartsTheChildAndAllBelowIt(RestartStrategy strategy) {
        get(Supervisor.start(vertx, SupervisorSpec.of(strategy, child("a", () -> new Plain("a") {
            @Override
            public Future<?> start() {
                return super.start().compose(v -> vertx.deployVerticle(new Plain("below")));
            }
        }))));
        Child first = running("/a");

        Future<?> answer = vertx.eventBus().request("below", "boom");
        awaitAnother("/a", first);

        assertThat(get(first.ended()).cause()).hasMessage("boom");
        assertThat(get(first.ended()).handling())
                .extracting(HandledMessage::address)
                .isEqualTo("below");
        await().until(answer::isComplete);
        assertThat(answer.cause()).hasMessageContaining("boom");
        assertThat(log).containsExactly("start a", "start below", "stop below", "stop a", "start a", "start below");
    }
}
