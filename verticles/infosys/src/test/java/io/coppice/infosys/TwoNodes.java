package io.coppice.infosys;

import io.coppice.supervision.nodes.Membership;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.Partitions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The nodes a and b in one process: a Vert.x each, whose event buses are joined by what carries messages between the halls. */
final class TwoNodes implements AutoCloseable {

    private static final String CARRIED = "carried";

    private final Path data;
    private final Map<String, RunningTree> trees = new LinkedHashMap<>();
    /** What carries messages from one node to the other. */
    private final List<MessageConsumer<Object>> lines = new ArrayList<>();

    private volatile List<String> names = List.of();

    TwoNodes(Path data) {
        this.data = data;
        start("a");
        start("b");
    }

    RunningTree tree(String name) {
        return Objects.requireNonNull(trees.get(name));
    }

    /** Starts a node that knows nothing. */
    void start(String name) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        Nodes.install(vertx, new View(name));
        trees.forEach((otherName, other) -> {
            connect(vertx, other.vertx, otherName);
            connect(other.vertx, vertx, name);
        });
        JsonObject service = RunningTree.backends(RunningTree.calculator());
        trees.put(name, new RunningTree(vertx, data.resolve(name), new JsonObject().put("service", service)));
        names = List.copyOf(trees.keySet());
    }

    private void connect(Vertx from, Vertx to, String name) {
        lines.add(from.eventBus().consumer("infosys.rooms", message -> {
            if (!message.headers().contains(CARRIED)) {
                to.eventBus().publish(message.address(), message.body(), new DeliveryOptions().addHeader(CARRIED, ""));
            }
        }));
        lines.add(from.eventBus().consumer("infosys.hall." + name, message -> carry(message, to)));
    }

    private static void carry(Message<Object> message, Vertx to) {
        to.eventBus()
                .request(message.address(), message.body())
                .onSuccess(reply -> message.reply(reply.body()))
                .onFailure(cause -> message.fail(1, String.valueOf(cause.getMessage())));
    }

    /** The node is gone, with all that it had in memory. */
    void lose(String name) {
        RunningTree lost = Objects.requireNonNull(trees.remove(name));
        names = List.copyOf(trees.keySet());
        lines.forEach(line -> RunningTree.get(line.unregister()));
        lines.clear();
        lost.close();
    }

    private final class View implements Nodes {

        private final String self;

        View(String self) {
            this.self = self;
        }

        @Override
        public String self() {
            return self;
        }

        @Override
        public Membership membership() {
            return new Membership(names, true, true);
        }

        @Override
        public Partitions partitions() {
            return Partitions.of(self);
        }

        @Override
        public Runnable listen(Runnable listener) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        trees.values().forEach(RunningTree::close);
    }
}
