package io.coppice.kv.route;

import io.coppice.supervision.Names;
import io.coppice.supervision.nodes.Nodes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this node's clients find all buckets, at this moment.
 *
 * <p>It belongs to no verticle, so that clients find their way while the router is started again. Before the router has said
 * where buckets are, all are here.
 */
public final class Routes implements Shareable {

    /** The failure code of a gateway that has not carried out anything of a message. */
    public static final int REFUSED = 400;

    /** The failure code of one that does not know what it has carried out. */
    public static final int FAILED = 500;

    public static final int DEFAULT_TIMEOUT_MS = 4_000;

    private static final long MOST_PATIENCE_MS = 1_700;
    private static final String KEY = "coppice.kv.routes";
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private final Vertx vertx;
    private final List<BiConsumer<Placement, Placement>> listeners = new CopyOnWriteArrayList<>();
    private final Hops hops = new Hops();
    /** Null as long as all buckets are here: then there is nothing to be asked for each command. */
    private volatile @Nullable Placement spread;

    private volatile Placement placement;
    private volatile long timeout = DEFAULT_TIMEOUT_MS;
    private @Nullable Runnable forget;

    private Routes(Vertx vertx) {
        this.vertx = vertx;
        Nodes nodes = Nodes.of(vertx);
        placement = new Placement(nodes.self(), null, nodes.partitions(), true);
    }

    /** Those of this Vert.x. */
    public static Routes of(Vertx vertx) {
        LocalMap<String, Routes> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new Routes(vertx));
    }

    /** The address of the gateway of a node. */
    public static String gatewayOf(String node) {
        return "kv.gateway." + Names.escape(node);
    }

    /** From now on it is so, and follows the changes of the cluster. */
    public synchronized void open(String self, @Nullable RoutingTable table, boolean isStoring, long timeoutMs) {
        timeout = timeoutMs;
        if (forget != null) {
            forget.run();
        }
        Nodes nodes = Nodes.of(vertx);
        Supplier<Placement> look = () -> new Placement(self, table, nodes.partitions(), isStoring);
        forget = nodes.listen(() -> {
            move(look);
            hops.failUnless(this::isThere);
        });
        move(look);
    }

    private void move(Supplier<Placement> look) {
        Placement before;
        Placement after;
        synchronized (this) {
            before = placement;
            // Looked at here, so that the last one who comes has the last word.
            after = look.get();
            placement = after;
            spread = after.isAllHere() ? null : after;
        }
        for (BiConsumer<Placement, Placement> listener : listeners) {
            try {
                listener.accept(before, after);
            } catch (RuntimeException e) {
                LOG.error("a listener for moves of buckets failed", e);
            }
        }
    }

    /**
     * Has a listener told of what was and what is, on a thread that it must not block.
     *
     * @return removes the listener
     */
    public Runnable listen(BiConsumer<Placement, Placement> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** The way from this node on, of a client that is here. */
    public Route fromHere() {
        return new Route(this, List.of(placement.self()));
    }

    /** The way on, of commands that have come here by these nodes. */
    public Route from(List<String> path) {
        List<String> longer = new ArrayList<>(path);
        longer.add(placement.self());
        return new Route(this, List.copyOf(longer));
    }

    public Placement placement() {
        return placement;
    }

    /** Null as long as all buckets are here. */
    @Nullable
    Placement spread() {
        return spread;
    }

    /** The other nodes that have buckets: those of the table, or without one of the cluster. */
    public List<String> others() {
        Placement now = placement;
        RoutingTable table = now.table();
        Collection<String> nodes = table == null ? Nodes.of(vertx).membership().nodes() : table.nodes();
        return nodes.stream().filter(node -> !node.equals(now.self())).toList();
    }

    boolean isThere(String node) {
        return node.equals(placement.self())
                || Nodes.of(vertx).membership().nodes().contains(node);
    }

    /** What a node answers; failed as soon as that node has gone. */
    <T> Future<T> whileThere(String node, Future<T> answer) {
        return hops.whileThere(node, answer, vertx.getOrCreateContext(), this::isThere);
    }

    long timeout() {
        return timeout;
    }

    /** How many milliseconds a command may wait here for its bucket. */
    public long patience() {
        return patience(timeout);
    }

    /**
     * Less than the node that has sent it waits for one answer, and than anybody waits for the registry: so its client is told that
     * nothing was done.
     */
    static long patience(long timeout) {
        return Math.min(MOST_PATIENCE_MS, Math.max(timeout / 4, timeout / 2 - 300));
    }

    Vertx vertx() {
        return vertx;
    }
}
