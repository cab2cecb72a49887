package io.coppice.host.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;

/**
 * Which members have copies of a partition, at one moment.
 *
 * @param member who works on the partition, and says so
 * @param table the version of its table, which changes with each change of who has a copy
 * @param members the version of its list of members
 * @param isComplete whether there are so many backups that a majority of the nodes has the partition, or as many as are wanted: an
 *     operation that is carried out then waits for all of them
 */
record Copies(String member, int table, int members, boolean isComplete) {

    static final Copies NONE = new Copies("", 0, 0, false);

    void writeTo(ObjectDataOutput out) throws IOException {
        out.writeString(member);
        out.writeInt(table);
        out.writeInt(members);
        out.writeBoolean(isComplete);
    }

    static Copies read(ObjectDataInput in) throws IOException {
        String member = in.readString();
        return new Copies(member == null ? "" : member, in.readInt(), in.readInt(), in.readBoolean());
    }
}
