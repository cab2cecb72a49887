package io.coppice.traininglog;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.Supervisor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/** The training log, running on a free port. */
final class RunningTree implements AutoCloseable {

    final Vertx vertx;
    final List<SupervisionEvent> events = new CopyOnWriteArrayList<>();
    final BooksTalk http;

    RunningTree(Path data, JsonObject overrides) {
        this(Vertx.vertx(), data, overrides);
    }

    /** On a Vert.x that is closed with it. */
    RunningTree(Vertx vertx, Path data, JsonObject overrides) {
        this.vertx = vertx;
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        "coppice.listening",
                        message -> listening.complete(message.body().getInteger("port")));
        Supervision.of(vertx).listen(events::add);
        JsonObject web = new JsonObject().put("port", 0).mergeIn(overrides.getJsonObject("web", new JsonObject()));
        JsonObject all = overrides.copy().put("web", web);
        get(Supervisor.start(vertx, TrainingTree.of(data, all)));
        http = new BooksTalk(listening.join());
    }

    RunningTree(Path data) {
        this(data, new JsonObject());
    }

    Child child(String path) {
        return Supervision.of(vertx).child(path).orElseThrow(() -> new AssertionError("no child " + path));
    }

    /** An exception inside the part, as any bug would be. */
    void crash(String path) {
        child(path).context().orElseThrow().runOnContext(v -> {
            throw new IllegalStateException("planted");
        });
    }

    JsonObject ask(String address, JsonObject request) {
        return get(vertx.eventBus().<JsonObject>request(address, request)).body();
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
