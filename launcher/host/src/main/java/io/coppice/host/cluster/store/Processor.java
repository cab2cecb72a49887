package io.coppice.host.cluster.store;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something to be done to a partition, by the member that owns it, on Hazelcast's thread for it. */
abstract class Processor
        implements EntryProcessor<Long, PartitionState, Receipt>, IdentifiedDataSerializable, HazelcastInstanceAware {

    private static final long serialVersionUID = 1L;

    private int partition;
    private transient @Nullable PartitionTable table;

    Processor(int partition) {
        this.partition = partition;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcast) {
        table = PartitionTable.of(hazelcast);
    }

    int partition() {
        return partition;
    }

    Copies copies() {
        return table == null ? Copies.NONE : table.copies(partition, StoreSettings.BACKUPS);
    }

    /** By the clock of the cluster. */
    long now() {
        return table == null ? 0 : table.now();
    }

    @Override
    public final Receipt process(Map.Entry<Long, @Nullable PartitionState> entry) {
        PartitionState state = entry.getValue();
        return process(entry, state == null ? new PartitionState() : state);
    }

    /** @param state a new one where there is none; to be set if it is changed */
    abstract Receipt process(Map.Entry<Long, @Nullable PartitionState> entry, PartitionState state);

    @Override
    public int getFactoryId() {
        return StoreSerialization.FACTORY;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeInt(partition);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        partition = in.readInt();
    }
}
