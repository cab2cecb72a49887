package io.coppice.supervision.nodes;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.List;

/** The nodes of one Vert.x, where all its verticles find them. */
final class InstalledNodes implements Shareable {

    private static final String KEY = "coppice.nodes";

    private volatile Nodes nodes = new Alone();
    private volatile Departures departures = new Departures(nodes);
    private final Directory lone = new LoneDirectory();

    static InstalledNodes of(Vertx vertx) {
        return vertx.sharedData()
                .<String, InstalledNodes>getLocalMap(KEY)
                .computeIfAbsent(KEY, key -> new InstalledNodes());
    }

    Nodes get() {
        return nodes;
    }

    Directory directory() {
        return nodes.directory().orElse(lone);
    }

    Departures departures() {
        return departures;
    }

    void set(Nodes installed) {
        nodes = installed;
        departures = new Departures(installed);
    }

    /** A node outside of any cluster and without a name. */
    private record Alone() implements Nodes {

        private static final String NAME = "local";
        private static final Membership MEMBERSHIP = new Membership(List.of(NAME), true, true);
        private static final Partitions PARTITIONS = Partitions.of(NAME);

        @Override
        public String self() {
            return NAME;
        }

        @Override
        public Membership membership() {
            return MEMBERSHIP;
        }

        @Override
        public Partitions partitions() {
            return PARTITIONS;
        }

        @Override
        public Runnable listen(Runnable listener) {
            return () -> {};
        }
    }
}
