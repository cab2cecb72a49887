package io.coppice.supervision.nodes;

import io.vertx.core.Future;

/**
 * State that outlives the node that works with it: maps of bytes to bytes, by partition, each held by several nodes at once.
 *
 * <p>At one time one node may change a partition, the one that claimed it last. It works with a copy of its own, and sends
 * here what it changes; when a write is over, a loss of nodes (of as many as the host promises) does not undo it.
 *
 * <pre>{@code
 * ReplicatedStore store = Nodes.of(vertx).store("sessions").orElseThrow();
 * store.claim(partition).onSuccess(claimed -> {
 *     claimed.maps().forEach(map -> ...);
 *     claimed.claim().write(List.of(Write.put(map, key, value, version))).onSuccess(kept -> ...);
 * });
 * }</pre>
 *
 * <p>Failures are {@link StoreException}s. All methods may be called on any thread and none of them blocks; futures are completed
 * on any thread.
 */
public interface ReplicatedStore {

    /**
     * Takes over a partition that this node owns ({@link Partitions#owner}). No older claim can write to it any more, and what
     * is found in it is held by as many nodes as a write is.
     */
    Future<ClaimedPartition> claim(int partition);

    /**
     * With how many writes at once, of all partitions, it does best. Where each costs about the same whatever it carries, fewer
     * that carry more do more; without a bound where those that come together cost as much as one.
     */
    default int parallel() {
        return Integer.MAX_VALUE;
    }
}
