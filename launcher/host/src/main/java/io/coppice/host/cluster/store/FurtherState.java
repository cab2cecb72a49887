package io.coppice.host.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/** After a split keeps, of each partition, the state of which more was {@linkplain PartitionState#afterSplit confirmed}. */
public final class FurtherState
        implements SplitBrainMergePolicy<PartitionState, MergingValue<PartitionState>, PartitionState> {

    @Override
    public @Nullable PartitionState merge(
            @Nullable MergingValue<PartitionState> merging, @Nullable MergingValue<PartitionState> existing) {
        return PartitionState.afterSplit(
                existing == null ? null : existing.getValue(), merging == null ? null : merging.getValue());
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
}
