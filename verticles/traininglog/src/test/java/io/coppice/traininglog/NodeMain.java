package io.coppice.traininglog;

import io.coppice.supervision.Supervisor;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/** A node in a process of its own, to be killed: prints its port when it listens. */
final class NodeMain {

    private NodeMain() {}

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        vertx.eventBus()
                .<JsonObject>consumer(
                        "coppice.listening",
                        message -> System.out.println("port " + message.body().getInteger("port")));
        JsonObject anyPort = new JsonObject().put("web", new JsonObject().put("port", 0));
        Supervisor.start(vertx, TrainingTree.of(Path.of(args[0]), anyPort)).onFailure(cause -> {
            cause.printStackTrace();
            System.exit(15);
        });
    }
}
