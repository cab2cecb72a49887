package io.coppice.supervision;

import io.coppice.supervision.runtime.Ends;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntFunction;

/** To how many partitions the keys of each resized partition supervisor of one Vert.x are routed, until it ends. */
final class PartitionSizes implements Shareable {

    private static final String KEY = "coppice.supervision.partitions";

    /** The size, and whether it is being changed. */
    private record Size(int partitions, boolean changing) {}

    private final ConcurrentMap<Supervisor, Size> sizes = new ConcurrentHashMap<>();

    private PartitionSizes() {}

    /** The one of this Vert.x. */
    static PartitionSizes of(Vertx vertx) {
        LocalMap<String, PartitionSizes> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new PartitionSizes());
    }

    /** As many as its spec has, where it was not resized. */
    int size(Supervisor supervisor) {
        Size size = sizes.get(supervisor);
        return size == null ? supervisor.spec().children().size() : size.partitions();
    }

    /**
     * Changes a size: to a smaller one before the partitions are stopped, to a larger one when they are up; where that fails,
     * back to the size until now.
     *
     * @param change stops or starts partitions, given the size until now
     * @return the size until now; refused while another change is under way
     */
    Future<Integer> resize(Supervisor supervisor, int to, IntFunction<Future<?>> change) {
        int from;
        synchronized (this) {
            Size now = sizes.get(supervisor);
            if (now != null && now.changing()) {
                return Future.failedFuture(new SupervisionException(
                        Refusal.OVERLOADED, supervisor.path() + " is being resized already", null));
            }
            from = now == null ? supervisor.spec().children().size() : now.partitions();
            sizes.put(supervisor, new Size(Math.min(from, to), true));
            if (now == null) {
                Ends.listen(supervisor, end -> sizes.remove(supervisor));
            }
        }
        return change.apply(from)
                .onComplete(done -> sizes.computeIfPresent(
                        supervisor, (key, changing) -> new Size(done.succeeded() ? to : from, false)))
                .map(from);
    }
}
