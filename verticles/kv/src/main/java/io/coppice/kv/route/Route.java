package io.coppice.kv.route;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of one client's commands from this node on.
 *
 * <p>What has come here from another node carries where it has been, so that it never comes to a node twice. Used on the
 * client's thread.
 */
public final class Route {

    private final Routes routes;
    /** This node is the last. */
    private final List<String> path;
    /** Null as long as all buckets are here. */
    private @Nullable Placement spread;

    Route(Routes routes, List<String> path) {
        this.routes = routes;
        this.path = path;
        look();
    }

    /**
     * Looks where buckets are. To be called before the commands of each batch, which all see it so: else of two for one bucket the
     * first could leave and the second be carried out here, before it.
     */
    public void look() {
        spread = routes.spread();
    }

    /** Whether what would go in a circle now may not do so soon, as partitions move; a table does not. */
    public boolean isMoving() {
        return routes.placement().table() == null;
    }

    /** Whether this node is not where the client is. */
    public boolean isVisit() {
        return path.size() > 1;
    }

    /** The other nodes that a question about all buckets is for; none where it comes from one that asks all itself. */
    public List<String> others() {
        return isVisit() ? List.of() : routes.others();
    }

    public Placement placement() {
        return routes.placement();
    }

    /** The nodes that it has come by, this one last. */
    public List<String> path() {
        return path;
    }

    public boolean isThere(String node) {
        return routes.isThere(node);
    }

    /** How many milliseconds other nodes may take, all tries together. */
    public long timeout() {
        return routes.timeout();
    }

    /** The name of this node. */
    public String self() {
        return routes.placement().self();
    }

    /** Whether there are buckets that are not here: if not, no command has to be asked for its {@link #parcel}. */
    public boolean leavesHere() {
        return spread != null;
    }

    /**
     * A command that is not for this node, as a parcel to be carried or already answered; null for one that is to be carried
     * out here.
     *
     * @param array the name and the whole command are in it, until it is answered
     */
    public @Nullable Parcel parcel(
            Dialect dialect, byte[] array, int nameFrom, int nameLength, int from, int length, boolean isRead) {
        Placement placement = spread;
        if (placement == null) {
            return null;
        }
        String node = placement.nodeOf(array, nameFrom, nameLength);
        if (placement.self().equals(node) && placement.isStoring()) {
            return null;
        }
        Parcel parcel = new Parcel(dialect, array, nameFrom, nameLength, from, length, isRead);
        if (node == null) {
            parcel.fail("no node for bucket " + parcel.name() + ": " + placement.whyNone());
        } else if (placement.self().equals(node)) {
            parcel.fail("node " + node + " stores no buckets, and bucket " + parcel.name() + " would be its own");
        } else if (path.contains(node)) {
            parcel.circles(String.join(", ", path) + ", " + node);
        }
        return parcel;
    }

    /** As {@link #parcel}, of a command that is nothing but what is made of the name here. */
    public @Nullable Parcel parcel(Dialect dialect, byte[] name, Function<byte[], byte[]> command, boolean isRead) {
        if (spread == null) {
            return null;
        }
        byte[] bytes = command.apply(name);
        byte[] both = new byte[name.length + bytes.length];
        System.arraycopy(name, 0, both, 0, name.length);
        System.arraycopy(bytes, 0, both, name.length, bytes.length);
        return parcel(dialect, both, 0, name.length, name.length, bytes.length, isRead);
    }

    /** Carries parcels to where they belong; never fails, and all are answered then. */
    public Future<Void> carry(List<Parcel> parcels) {
        List<Parcel> open = new ArrayList<>(parcels.size());
        for (Parcel parcel : parcels) {
            if (parcel.isOpen()) {
                open.add(parcel);
            }
        }
        return open.isEmpty() ? Future.succeededFuture() : new Carriage(routes, path).send(open, routes.timeout());
    }

    /** The answer of one node to a command that asks about all that it has; never fails. */
    public Future<byte[]> ask(String node, Dialect dialect, byte[] command) {
        Parcel parcel = new Parcel(dialect, command, node);
        return new Carriage(routes, path)
                .send(List.of(parcel), routes.timeout())
                .map(v -> parcel.answer());
    }
}
