package io.coppice.host.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.coppice.supervision.nodes.Write;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the nodes send each other of a store, by number: nothing of it is found by the name of a class. */
final class StoreSerialization implements DataSerializableFactory {

    static final int FACTORY = 4040;

    static final int PARTITION_STATE = 1;
    static final int WRITE_BATCH = 2;
    static final int CLAIM = 3;
    static final int INSTALL = 4;
    static final int READ_MAP = 5;
    static final int RECEIPT = 6;

    @Override
    public @Nullable IdentifiedDataSerializable create(int id) {
        return switch (id) {
            case PARTITION_STATE -> new PartitionState();
            case WRITE_BATCH -> new WriteBatch();
            case CLAIM -> new ClaimPartition();
            case INSTALL -> new InstallState();
            case READ_MAP -> new ReadMap();
            case RECEIPT -> new Receipt();
            default -> null;
        };
    }

    static int number(Write.Kind kind) {
        return switch (kind) {
            case CREATE -> 1;
            case DROP -> 2;
            case PUT -> 3;
            case REMOVE -> 4;
        };
    }

    static Write.Kind kind(int number) throws IOException {
        return switch (number) {
            case 1 -> Write.Kind.CREATE;
            case 2 -> Write.Kind.DROP;
            case 3 -> Write.Kind.PUT;
            case 4 -> Write.Kind.REMOVE;
            default -> throw new IOException("no change has the number " + number);
        };
    }

    static byte[] bytes(ObjectDataInput in) throws IOException {
        byte[] bytes = in.readByteArray();
        if (bytes == null) {
            throw new IOException("bytes are missing");
        }
        return bytes;
    }
}
