package io.coppice.supervision.nodes;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Those who wait for something from another node, and are told when it goes: with one listener for all of them, as there may be
 * thousands at a time.
 */
public final class Departures {

    private final Nodes nodes;
    private final Map<String, Set<Waiting>> byNode = new ConcurrentHashMap<>();

    /** Each is another one, whatever it does. */
    private static final class Waiting {
        final Runnable whenGone;

        Waiting(Runnable whenGone) {
            this.whenGone = whenGone;
        }
    }

    Departures(Nodes nodes) {
        this.nodes = nodes;
        nodes.listen(this::look);
    }

    /** Those from the nodes that this Vert.x sees. */
    public static Departures of(Vertx vertx) {
        return InstalledNodes.of(vertx).departures();
    }

    /**
     * Has something done when a node is not there any more, at once where it is not there now.
     *
     * @param node its name
     * @param whenGone called at most once, on any thread, which it must not block; it must not throw
     * @return ends the wait
     */
    public Runnable await(String node, Runnable whenGone) {
        Waiting waiting = new Waiting(whenGone);
        byNode.compute(node, (name, all) -> {
            Set<Waiting> more = all == null ? new HashSet<>(2) : all;
            more.add(waiting);
            return more;
        });
        if (!isThere(node)) {
            leave(node);
        }
        return () -> byNode.computeIfPresent(node, (name, all) -> {
            all.remove(waiting);
            return all.isEmpty() ? null : all;
        });
    }

    private boolean isThere(String node) {
        return nodes.membership().nodes().contains(node);
    }

    private void look() {
        new ArrayList<>(byNode.keySet()).stream().filter(node -> !isThere(node)).forEach(this::leave);
    }

    private void leave(String node) {
        Set<Waiting> gone = byNode.remove(node);
        if (gone != null) {
            gone.forEach(waiting -> waiting.whenGone.run());
        }
    }
}
