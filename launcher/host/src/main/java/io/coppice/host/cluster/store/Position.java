package io.coppice.host.cluster.store;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Comparator;

/**
 * How far a partition's state is.
 *
 * @param epoch larger with each claim; the first is the time at which the state was made from nothing
 * @param owner who claimed it last, and by which of its claims; it tells two apart that claimed it on the two sides of a split, and decides between them
 * @param number how many writes there were in this epoch
 */
record Position(long epoch, String owner, long number) implements Comparable<Position> {

    /** Of what was never claimed. */
    static final Position NONE = new Position(0, "", 0);

    private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::epoch)
            .thenComparing(Position::owner)
            .thenComparingLong(Position::number);

    /**
     * That of the next claim. What is made from nothing begins with the time: larger than how often anything was claimed that was
     * made before it, and is still in the memory of a node that was cut off.
     *
     * @param now milliseconds of the clock of the cluster
     */
    Position claimedBy(String newOwner, long now) {
        return new Position(epoch == 0 ? Math.max(1, now) : epoch + 1, newOwner, 0);
    }

    Position next() {
        return new Position(epoch, owner, number + 1);
    }

    /** Whether it is of the same claim. */
    boolean isOfClaimOf(Position that) {
        return epoch == that.epoch && owner.equals(that.owner);
    }

    @Override
    public int compareTo(Position that) {
        return ORDER.compare(this, that);
    }

    void writeTo(ObjectDataOutput out) throws IOException {
        out.writeLong(epoch);
        out.writeString(owner);
        out.writeLong(number);
    }

    static Position read(ObjectDataInput in) throws IOException {
        long epoch = in.readLong();
        String owner = in.readString();
        return new Position(epoch, owner == null ? "" : owner, in.readLong());
    }
}
