/**
 * Buckets that outlive their node: what they change is kept by other nodes too before it is told of.
 *
 * <pre>
 * Replicas      all of this node: one Shard a partition of names
 * '- Shard      whether its partition is ours, and what waits until it is
 *    '- Tenure  one claim of it: the journal of its buckets, a write at a time under way
 * </pre>
 */
@NullMarked
package io.coppice.kv.replica;

import org.jspecify.annotations.NullMarked;
