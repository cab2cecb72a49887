package io.coppice.kv;

import io.coppice.kv.route.Routes;
import io.coppice.supervision.nodes.Membership;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.Partitions;
import io.coppice.supervision.nodes.ReplicatedStore;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes with a store each, in one process: a Vert.x each, whose event buses are joined by what carries messages from one
 * gateway to the other, and loses them on demand.
 */
final class KvNodes implements AutoCloseable {

    private final Map<String, KvTree> trees = new LinkedHashMap<>();
    private final Map<String, View> views = new ConcurrentHashMap<>();
    /** From one node to another: what carries its messages. */
    private final Map<String, MessageConsumer<Object>> lines = new ConcurrentHashMap<>();

    /** How many messages have gone from one gateway to another. */
    final AtomicInteger messages = new AtomicInteger();

    private final Optional<ReplicatedStore> store;
    private final int named;
    private volatile List<String> names;
    private volatile Partitions partitions;
    /** Messages to these nodes get there, and their answers are lost. */
    private final List<String> silent = new CopyOnWriteArrayList<>();

    /** Nodes with these names, with partitions that all of them own in turns. */
    KvNodes(Map<String, JsonObject> routerConfigs) {
        this(routerConfigs, null);
    }

    /** @param store what they share; null for nothing */
    KvNodes(Map<String, JsonObject> routerConfigs, @Nullable ReplicatedStore store) {
        this(routerConfigs, store, routerConfigs.size(), KvTree::new);
    }

    /**
     * Nodes with a log each, and without tables.
     *
     * @param folder where the logs are, each with its node's name
     * @param named how many nodes there should be
     */
    static KvNodes logging(ReplicatedStore store, Path folder, int named, JsonObject registryConfig, String... names) {
        Map<String, JsonObject> configs = new LinkedHashMap<>();
        for (String name : names) {
            configs.put(name, new JsonObject().put("node", name));
        }
        return new KvNodes(
                configs,
                store,
                named,
                (vertx, config) ->
                        KvTree.withLog(vertx, registryConfig, folder.resolve(config.getString("node") + ".db")));
    }

    private KvNodes(
            Map<String, JsonObject> routerConfigs,
            @Nullable ReplicatedStore store,
            int named,
            BiFunction<Vertx, JsonObject, KvTree> start) {
        this.store = Optional.ofNullable(store);
        this.named = named;
        names = List.copyOf(routerConfigs.keySet());
        partitions = inTurns(names);
        routerConfigs.forEach((name, config) -> {
            Vertx vertx = Vertx.vertx();
            View view = new View(name);
            Nodes.install(vertx, view);
            views.put(name, view);
            trees.put(name, start.apply(vertx, config));
        });
        for (String from : names) {
            for (String to : names) {
                if (!from.equals(to)) {
                    connect(from, to);
                }
            }
        }
    }

    /** Nodes without tables. */
    static KvNodes of(String... names) {
        return sharing(null, names);
    }

    /** Nodes without tables, that keep their buckets there. */
    static KvNodes sharing(@Nullable ReplicatedStore store, String... names) {
        // A bucket is waited for as long as the time allows: a busy machine needs it to take one over.
        JsonObject config = store == null ? new JsonObject().put("hop_timeout", 1_000) : new JsonObject();
        Map<String, JsonObject> configs = new LinkedHashMap<>();
        for (String name : names) {
            configs.put(name, config.copy());
        }
        return new KvNodes(configs, store);
    }

    /** The configuration of a router with this table: pairs of a range and a node. */
    static JsonObject table(String... pairs) {
        JsonArray table = new JsonArray();
        for (int i = 0; i < pairs.length; i += 2) {
            table.add(new JsonObject().put("range", pairs[i]).put("node", pairs[i + 1]));
        }
        return new JsonObject().put("table", table).put("hop_timeout", 1_000);
    }

    static Partitions inTurns(List<String> names) {
        List<String> owners = new ArrayList<>();
        for (int i = 0; i < 271; i++) {
            owners.add(names.get(i % names.size()));
        }
        return new Partitions(owners);
    }

    KvTree tree(String name) {
        return Objects.requireNonNull(trees.get(name));
    }

    Vertx vertx(String name) {
        return tree(name).vertx;
    }

    Client client(String name) {
        return new Client(tree(name).port);
    }

    private void connect(String from, String to) {
        connect(from, to, Routes.gatewayOf(to));
        connect(from, to, "kv.news." + to);
        connect(from, to, "kv.log." + to);
    }

    private void connect(String from, String to, String address) {
        MessageConsumer<Object> line = vertx(from).eventBus().consumer(address, message -> carry(message, to));
        lines.put(from + ">" + address, line);
    }

    private void carry(Message<Object> message, String to) {
        if (message.address().startsWith("kv.gateway")) {
            messages.incrementAndGet();
        }
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(10_000);
        vertx(to).eventBus().request(message.address(), message.body(), options).onComplete(reply -> {
            if (silent.contains(to)) {
                return;
            }
            if (reply.succeeded()) {
                message.reply(reply.result().body());
            } else if (reply.cause() instanceof ReplyException failure) {
                message.fail(failure.failureCode(), failure.getMessage());
            }
        });
    }

    /**
     * Nobody listens at the gateway any more, as far as this node can tell.
     *
     * @return counts the news that it would have sent there
     */
    AtomicInteger cut(String from, String to) {
        AtomicInteger unsent = new AtomicInteger();
        String news = "kv.news." + to;
        for (String address : List.of(Routes.gatewayOf(to), news)) {
            KvTree.get(
                    Objects.requireNonNull(lines.remove(from + ">" + address)).unregister());
        }
        vertx(from).eventBus().addOutboundInterceptor(delivery -> {
            if (delivery.message().address().equals(news)) {
                unsent.incrementAndGet();
            }
            delivery.next();
        });
        return unsent;
    }

    void mend(String from, String to) {
        connect(from, to);
    }

    /** The answers of this node get lost from now on. */
    void silence(String node) {
        silent.add(node);
    }

    void unsilence(String node) {
        silent.remove(node);
    }

    /** These are in the cluster, and own the partitions. */
    void members(List<String> nodes, Partitions owners) {
        names = List.copyOf(nodes);
        partitions = owners;
        views.values().forEach(View::changed);
    }

    /** What one node takes for the owners of the partitions, though the others know better. */
    void sees(String node, Partitions owners) {
        View view = Objects.requireNonNull(views.get(node));
        view.seen = owners;
        view.changed();
    }

    private final class View implements Nodes {

        private volatile @Nullable Partitions seen;

        private final String self;
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

        View(String self) {
            this.self = self;
        }

        void changed() {
            listeners.forEach(Runnable::run);
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
        public int named() {
            return named;
        }

        @Override
        public Partitions partitions() {
            Partitions own = seen;
            return own == null ? partitions : own;
        }

        @Override
        public Optional<ReplicatedStore> store(String name) {
            return store;
        }

        @Override
        public Runnable listen(Runnable listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }

    @Override
    public void close() {
        trees.values().forEach(KvTree::close);
    }
}
