package io.coppice.host.cluster.store;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.coppice.supervision.nodes.Write;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes that have the next place behind those before. It may be carried out any number of times: it is done once, and
 * not at all when others were done behind it, or when the partition was claimed anew.
 */
final class WriteBatch extends Processor {

    private static final long serialVersionUID = 1L;

    private boolean onBackup;
    /** Of the last time that it was carried out: Hazelcast sends to the backups whatever was refused, too. */
    private transient boolean isAccepted;

    private transient Position place = Position.NONE;
    private transient List<Write> writes = List.of();

    /** For Hazelcast. */
    WriteBatch() {
        super(0);
    }

    /** @param place how far the state is when it is done */
    WriteBatch(int partition, Position place, List<Write> writes) {
        super(partition);
        this.place = place;
        this.writes = writes;
    }

    Position place() {
        return place;
    }

    @Override
    Receipt process(Map.Entry<Long, @Nullable PartitionState> entry, PartitionState state) {
        Position now = state.position();
        boolean isDone = now.equals(place);
        isAccepted = isDone || now.next().equals(place);
        if (!isAccepted) {
            if (onBackup) {
                // It has missed something, or this is late. Thrown, so that nobody counts on it.
                throw new IllegalStateException("a backup is at " + now + " where " + place + " is written");
            }
            return Receipt.refused(now);
        }
        if (!isDone) {
            writes.forEach(state::apply);
            state.wrote(place);
        }
        // Also where it was done before: then not all backups may have it.
        entry.setValue(state);
        return Receipt.accepted(place, copies());
    }

    @Override
    public @Nullable EntryProcessor<Long, PartitionState, Receipt> getBackupProcessor() {
        if (!isAccepted) {
            return null;
        }
        WriteBatch same = new WriteBatch(partition(), place, writes);
        same.onBackup = true;
        return same;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.WRITE_BATCH;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        super.writeData(out);
        out.writeBoolean(onBackup);
        place.writeTo(out);
        out.writeInt(writes.size());
        for (Write write : writes) {
            out.writeByte(StoreSerialization.number(write.kind()));
            out.writeByteArray(write.map());
            out.writeByteArray(write.key());
            out.writeByteArray(write.value());
            out.writeLong(write.version());
            out.writeLong(write.expiresAt());
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        super.readData(in);
        onBackup = in.readBoolean();
        place = Position.read(in);
        int count = in.readInt();
        writes = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            Write.Kind kind = StoreSerialization.kind(in.readByte());
            byte[] map = StoreSerialization.bytes(in);
            byte[] key = StoreSerialization.bytes(in);
            byte[] value = StoreSerialization.bytes(in);
            writes.add(new Write(kind, map, key, value, in.readLong(), in.readLong()));
        }
    }
}
