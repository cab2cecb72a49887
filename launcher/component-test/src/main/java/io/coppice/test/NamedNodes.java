package io.coppice.test;

import io.coppice.supervision.nodes.Directory;
import io.coppice.supervision.nodes.Membership;
import io.coppice.supervision.nodes.NameGateway;
import io.coppice.supervision.nodes.NameKey;
import io.coppice.supervision.nodes.NameTable;
import io.coppice.supervision.nodes.NamedChild;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Nodes of one cluster in this process: a Vert.x each, names that they have together, and what carries messages from one to the
 * other.
 */
public final class NamedNodes {

    private record Kept(NamedChild child, Consumer<String> whenLost) {}

    private final Map<String, View> views = new LinkedHashMap<>();
    /** What all of them keep; guarded by this. */
    private final Map<String, Kept> kept = new HashMap<>();

    /**
     * Starts them.
     *
     * @param names of the nodes
     */
    public NamedNodes(String... names) throws Exception {
        for (String name : names) {
            views.put(name, new View(name));
        }
        for (View from : views.values()) {
            Nodes.install(from.vertx, from);
            NameGateway.open(from.vertx, from).await(20, TimeUnit.SECONDS);
            for (View to : views.values()) {
                if (from != to) {
                    from.vertx.eventBus().consumer("coppice.names." + to.name, message -> carry(message, to));
                }
            }
        }
    }

    /** That of a node, for whoever uses it to close. */
    public Vertx vertx(String name) {
        return Objects.requireNonNull(views.get(name)).vertx;
    }

    private static void carry(Message<Object> message, View to) {
        DeliveryOptions options =
                new DeliveryOptions().setHeaders(message.headers()).setSendTimeout(20_000);
        to.vertx.eventBus().request(message.address(), message.body(), options).onComplete(reply -> {
            if (to.isLost) {
                return;
            }
            if (reply.succeeded()) {
                message.reply(reply.result().body());
            } else if (reply.cause() instanceof ReplyException failure) {
                message.fail(failure.failureCode(), failure.getMessage());
            }
        });
    }

    /** A node is gone for the others, as when it is cut off; it learns that it has lost its names. */
    public void lose(String name) {
        List<Kept> gone;
        synchronized (this) {
            Objects.requireNonNull(views.get(name)).isLost = true;
            gone = kept.values().stream()
                    .filter(each -> each.child.process().equals(name))
                    .toList();
            kept.values().removeAll(gone);
            views.values().forEach(view -> view.table.retain(view.isLost ? Set.of(view.name) : present()));
        }
        views.values().forEach(view -> view.listeners.forEach(Runnable::run));
        gone.forEach(each -> each.whenLost.accept("its node is cut off"));
    }

    private Set<String> present() {
        return Set.copyOf(views.values().stream()
                .filter(view -> !view.isLost)
                .map(view -> view.name)
                .toList());
    }

    private final class View implements Nodes, Directory {
        private final String name;
        private final Vertx vertx = Vertx.vertx();
        private final NameTable table = new NameTable(1);
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private volatile boolean isLost;

        View(String name) {
            this.name = name;
        }

        @Override
        public Future<NamedChild> keep(String key, NamedChild child, Consumer<String> whenLost) {
            synchronized (NamedNodes.this) {
                Kept before = NameKey.isUnique(key) ? kept.get(key) : null;
                NamedChild holder = NamedChild.holder(before == null ? null : before.child, child, present());
                if (holder.isSame(child)) {
                    kept.put(key, new Kept(child, whenLost));
                    views.values().stream().filter(view -> !view.isLost).forEach(view -> view.table.put(0, key, child));
                }
                return Future.succeededFuture(holder);
            }
        }

        @Override
        public void drop(String key, NamedChild child) {
            synchronized (NamedNodes.this) {
                kept.computeIfPresent(key, (k, each) -> each.child.isSame(child) ? null : each);
                views.values().forEach(view -> view.table.remove(0, key, child));
            }
        }

        @Override
        public Optional<Directory> directory() {
            return Optional.of(this);
        }

        @Override
        public String process() {
            return name;
        }

        @Override
        public NameTable table() {
            return table;
        }

        @Override
        public String self() {
            return name;
        }

        @Override
        public Membership membership() {
            return new Membership(List.copyOf(present()), !isLost, true);
        }

        @Override
        public Partitions partitions() {
            return new Partitions(List.copyOf(views.keySet()));
        }

        @Override
        public Runnable listen(Runnable listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }
}
