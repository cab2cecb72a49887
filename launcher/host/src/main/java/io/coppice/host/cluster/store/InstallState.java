package io.coppice.host.cluster.store;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives a backup the whole state of a partition, as it is where it was claimed. */
final class InstallState extends Processor {

    private static final long serialVersionUID = 1L;

    private transient PartitionState state = new PartitionState();

    /** For Hazelcast. */
    InstallState() {
        super(0);
    }

    InstallState(int partition, PartitionState state) {
        super(partition);
        this.state = state;
    }

    @Override
    Receipt process(Map.Entry<Long, @Nullable PartitionState> entry, PartitionState before) {
        entry.setValue(state);
        return Receipt.accepted(state.position(), Copies.NONE);
    }

    @Override
    public @Nullable EntryProcessor<Long, PartitionState, Receipt> getBackupProcessor() {
        return null;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.INSTALL;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        super.writeData(out);
        state.writeData(out);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        super.readData(in);
        state.readData(in);
    }
}
