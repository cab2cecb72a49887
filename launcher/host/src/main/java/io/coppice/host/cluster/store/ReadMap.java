package io.coppice.host.cluster.store;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one map of a partition, for whom it belongs to. */
final class ReadMap extends Processor {

    private static final long serialVersionUID = 1L;

    private transient Position claim = Position.NONE;
    private byte[] map = {};

    /** For Hazelcast. */
    ReadMap() {
        super(0);
    }

    ReadMap(int partition, Position claim, byte[] map) {
        super(partition);
        this.claim = claim;
        this.map = map;
    }

    @Override
    Receipt process(Map.Entry<Long, @Nullable PartitionState> entry, PartitionState state) {
        boolean isTheirs = state.position().isOfClaimOf(claim);
        return isTheirs ? Receipt.found(state.only(map), copies()) : Receipt.refused(state.position());
    }

    @Override
    public @Nullable EntryProcessor<Long, PartitionState, Receipt> getBackupProcessor() {
        return null;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.READ_MAP;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        super.writeData(out);
        claim.writeTo(out);
        out.writeByteArray(map);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        super.readData(in);
        claim = Position.read(in);
        map = StoreSerialization.bytes(in);
    }
}
