/**
 * State that outlives its node, in Hazelcast: what is behind {@link io.coppice.supervision.nodes.ReplicatedStore}.
 *
 * <p>A store is a map of Hazelcast with one entry a partition, {@link io.coppice.host.cluster.store.PartitionState}, which is
 * changed only by entry processors. Each carries the epoch of the claim that sends it and its number within that epoch, and is
 * refused where another is due: by the owner's copy, so that an older owner changes nothing; and by each backup, so that one
 * which has missed something does not say that it has it.
 *
 * <p>Hazelcast counts a write as done that has reached no backup, when it knows of none at the moment. So each processor notes
 * what it was carried out with ({@link io.coppice.host.cluster.store.Receipt}); where that was not enough it is sent again,
 * which does no harm, until it is or the time is over ({@link io.coppice.host.cluster.store.Delivery}).
 */
@NullMarked
package io.coppice.host.cluster.store;

import org.jspecify.annotations.NullMarked;
