package io.coppice.supervision.nodes;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The right to change a partition of a {@link ReplicatedStore}, until somebody claims it anew.
 *
 * <p>It ends with the first write that fails, when the partition gets another owner, and when this node is no longer one of
 * a majority. From then on nothing may be told of the partition until it is claimed again.
 */
public interface PartitionClaim {

    /** A number that grows with each claim of the partition, over all nodes. */
    long epoch();

    /**
     * Makes changes, all of them or none, in their order. Succeeds when as many nodes hold them as there are to be; which is
     * not before those of a node that was lost are replaced. A write should carry many changes, as its cost hardly depends on
     * what it carries; and one should be under way at a time, as only then they are in order.
     */
    Future<Void> write(List<Write> changes);

    /** Reads one map, as the writes that are over have left it; empty where there is none. */
    Future<Optional<StoredMap>> read(byte[] map);

    /** Completes when it has ended. */
    Future<Void> ended();

    /** Ends it. */
    void release();
}
