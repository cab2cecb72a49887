package io.coppice.counter.web;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.test.DeclaredTree;
import io.coppice.test.HttpTalk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** The counters of conf/counter.json with their web server on a free port, and a client of it. */
final class RunningCounters implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    private final HttpTalk http;

    /**
     * Starts them.
     *
     * @param web what the web server's configuration says otherwise
     */
    RunningCounters(Path data, JsonObject web) {
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        "coppice.listening",
                        message -> listening.complete(message.body().getInteger("port")));
        JsonObject overrides =
                new JsonObject().put("web", new JsonObject().put("port", 0).mergeIn(web));
        get(Supervisor.start(vertx, new DeclaredTree(data, overrides).ofFile("counter.json")));
        http = new HttpTalk(listening.join());
    }

    HttpRequest.Builder to(String path) {
        return http.to(path);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return http.send(request);
    }

    HttpResponse<String> get(String path) {
        return send(to(path));
    }

    HttpResponse<String> post(String path) {
        return send(to(path).POST(BodyPublishers.noBody()));
    }

    HttpResponse<String> post(String path, String type, String body) {
        return send(to(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    /** The children that run when one has ended, and its supervisor has dealt with that. */
    List<String> runningAfterTheEndOf(Child child) {
        get(child.ended());
        return get(Supervision.of(vertx).supervisor("/").orElseThrow().whichChildren()).stream()
                .filter(each -> each.state().equals("running"))
                .map(ChildInfo::id)
                .toList();
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(20, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 20 s", e);
        }
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
