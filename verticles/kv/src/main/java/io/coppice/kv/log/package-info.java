/**
 * What the buckets of a node have, on its disk: so that the loss of all nodes loses nothing that was acknowledged.
 *
 * <p>{@link io.coppice.kv.log.DiskStore} does beside another store what that does, in the {@linkplain io.coppice.kv.Log log} of the
 * node that has the claim: a write is over when both have it, first the other nodes, then the disk. A partition's log has an epoch that is
 * larger with each claim; it is kept in the other store as well, before the log has it. Where that store knows of none, all nodes have
 * lost what they had in memory: then the {@linkplain io.coppice.kv.log.Recovery newest} log of all nodes is what is true.
 */
@NullMarked
package io.coppice.kv.log;

import org.jspecify.annotations.NullMarked;
