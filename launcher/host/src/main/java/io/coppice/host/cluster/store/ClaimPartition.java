package io.coppice.host.cluster.store;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Begins the next epoch of a partition, and reads all of it; for the member that owns it alone.
 *
 * <p>It may be carried out any number of times: until something was written under it, it is the same epoch that it finds.
 */
final class ClaimPartition extends Processor {

    private static final long serialVersionUID = 1L;

    private String claimer = "";
    private long number;
    private transient @Nullable PartitionState claimed;

    /** For Hazelcast. */
    ClaimPartition() {
        super(0);
    }

    /**
     * A claim that was not made before.
     *
     * @param claimer the id of the member that this is for
     * @param number a larger one for each of its claims, from 1 on
     */
    ClaimPartition(int partition, String claimer, long number) {
        super(partition);
        this.claimer = claimer;
        this.number = number;
    }

    @Override
    Receipt process(Map.Entry<Long, @Nullable PartitionState> entry, PartitionState state) {
        claimed = null;
        Copies copies = copies();
        if (!copies.member().equals(claimer)) {
            return Receipt.refused(state.position());
        }
        long last = lastOf(state.position().owner());
        if (number < last || (number == last && state.position().number() > 0)) {
            // A try that comes late: there is another claim of this member, or this one is in use already.
            return Receipt.refused(state.position());
        }
        if (number > last) {
            state.claimedBy(claimer + "/" + number, now());
        }
        entry.setValue(state);
        claimed = state;
        return Receipt.found(state, copies);
    }

    /** The number of the claim that the owner has it by; 0 where that is another member. */
    private long lastOf(String owner) {
        String mine = claimer + "/";
        return owner.startsWith(mine) ? Long.parseLong(owner.substring(mine.length())) : 0;
    }

    /**
     * The backups are given all of it: what is read here is answered from now on, and a write whose outcome nobody knew may
     * have reached this copy alone. Nothing, where it was refused: Hazelcast asks then, too.
     */
    @Override
    public @Nullable EntryProcessor<Long, PartitionState, Receipt> getBackupProcessor() {
        PartitionState all = claimed;
        return all == null ? null : new InstallState(partition(), all);
    }

    @Override
    public int getClassId() {
        return StoreSerialization.CLAIM;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        super.writeData(out);
        out.writeString(claimer);
        out.writeLong(number);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        super.readData(in);
        String read = in.readString();
        claimer = read == null ? "" : read;
        number = in.readLong();
    }
}
