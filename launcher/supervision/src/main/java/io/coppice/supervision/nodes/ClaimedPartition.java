package io.coppice.supervision.nodes;

import java.util.List;

/**
 * A partition that was taken over, and what was found in it.
 *
 * @param claim what it can be changed with
 * @param maps a copy, of which the store keeps nothing
 */
public record ClaimedPartition(PartitionClaim claim, List<StoredMap> maps) {}
