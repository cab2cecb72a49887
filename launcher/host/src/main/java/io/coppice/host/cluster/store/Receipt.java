package io.coppice.host.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a processor tells of how it was carried out. */
final class Receipt implements IdentifiedDataSerializable {

    private boolean accepted;
    private Position position = Position.NONE;
    private Copies copies = Copies.NONE;
    private @Nullable PartitionState found;

    /** For Hazelcast. */
    Receipt() {}

    private Receipt(boolean accepted, Position position, Copies copies, @Nullable PartitionState found) {
        this.accepted = accepted;
        this.position = position;
        this.copies = copies;
        this.found = found;
    }

    static Receipt accepted(Position position, Copies copies) {
        return new Receipt(true, position, copies, null);
    }

    static Receipt found(PartitionState state, Copies copies) {
        return new Receipt(true, state.position(), copies, state);
    }

    /** Another claim is due. */
    static Receipt refused(Position position) {
        return new Receipt(false, position, Copies.NONE, null);
    }

    boolean isAccepted() {
        return accepted;
    }

    /** How far the state is now. */
    Position position() {
        return position;
    }

    /** Who had to have it. */
    Copies copies() {
        return copies;
    }

    /** What was asked for. */
    @Nullable
    PartitionState state() {
        return found;
    }

    @Override
    public int getFactoryId() {
        return StoreSerialization.FACTORY;
    }

    @Override
    public int getClassId() {
        return StoreSerialization.RECEIPT;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeBoolean(accepted);
        position.writeTo(out);
        copies.writeTo(out);
        out.writeObject(found);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        accepted = in.readBoolean();
        position = Position.read(in);
        copies = Copies.read(in);
        found = in.readObject();
    }
}
