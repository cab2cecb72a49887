package io.coppice.host.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * After a split keeps, of each partition, the state that is further: the one that was claimed more often, and then the one with
 * more writes. All nodes decide alike, and no clock does.
 */
public final class FurtherState
        implements SplitBrainMergePolicy<PartitionState, MergingValue<PartitionState>, PartitionState> {

    @Override
    public @Nullable PartitionState merge(
            @Nullable MergingValue<PartitionState> merging, @Nullable MergingValue<PartitionState> existing) {
        return PartitionState.furtherOf(
                existing == null ? null : existing.getValue(), merging == null ? null : merging.getValue());
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
}
