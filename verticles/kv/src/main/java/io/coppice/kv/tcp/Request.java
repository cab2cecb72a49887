package io.coppice.kv.tcp;

import io.coppice.kv.route.Parcel;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Turn;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One command of a client, and its answer.
 *
 * <p>While it is in a bucket's turn nobody else touches it.
 */
public final class Request implements Turn {

    /** How it went. */
    public enum Outcome {
        DONE,
        /** The bucket was gone before its turn came. */
        REFUSED,
        /** The answer would be larger than {@link Output#MAX_ANSWER}; nothing was changed. */
        TOO_LARGE,
        /** The bucket crashed in its turn. */
        CRASHED,
        /** Those who keep the bucket cannot do so at the moment; nothing was changed. */
        UNAVAILABLE,
        /** Those who keep the bucket have not confirmed what it changed, and may have it or not. */
        UNKNOWN
    }

    /** What a client is told of {@link Outcome#UNAVAILABLE}. */
    public static final String NOT_AVAILABLE =
            "the bucket is not available at the moment; nothing was changed, try again";
    /** What a client is told of {@link Outcome#UNKNOWN}. */
    public static final String NOT_CONFIRMED =
            "the nodes that keep the bucket have not confirmed it; it may be done or not";

    private static final byte[][] NONE = {};
    private static final byte[] NOTHING = {};

    /** Points into the read buffer until the answer is there. */
    public final Bytes key = Bytes.probe();

    private final Runnable whenTaken;
    /** Points into the read buffer until the bucket is looked up. */
    private final Bytes name = Bytes.probe();

    private @Nullable BucketTable table;
    private @Nullable Bucket bucket;
    private @Nullable Command command;
    private byte[][] arguments = NONE;
    private byte @Nullable [] bytes;
    private long number;
    private int form;
    private Outcome outcome = Outcome.DONE;
    /** Null for a command that is not for another node. */
    private @Nullable Parcel parcel;

    Request(Runnable whenTaken) {
        this.whenTaken = whenTaken;
    }

    // For protocols

    /**
     * A command for the bucket of this name, which is looked up when all of the batch are; it is refused where there is none.
     * Its key, arguments and value are set after this.
     */
    public void to(BucketTable newTable, byte[] array, int from, int length, Command newCommand) {
        to(null, newCommand);
        table = newTable;
        name.moveTo(array, from, length);
    }

    /** A command for this bucket; its key, arguments and value are set after this. */
    public void to(@Nullable Bucket newBucket, Command newCommand) {
        bucket = newBucket;
        table = null;
        command = newCommand;
        arguments = NONE;
        bytes = null;
        number = 0;
        outcome = Outcome.DONE;
        parcel = null;
    }

    /** A command that is carried out, or was refused, on its way to another node. */
    public void away(Parcel newParcel) {
        answered(NOTHING);
        parcel = newParcel;
    }

    /** A command that is answered without a bucket. */
    public void answered(byte[] answer) {
        bucket = null;
        table = null;
        command = null;
        bytes = answer;
        parcel = null;
    }

    /** What comes with the command besides the key; not to be changed. */
    public byte[][] arguments() {
        return arguments;
    }

    public void arguments(byte[][] all) {
        arguments = all;
    }

    /** The value that comes with the command, or that it found; null for none. */
    public byte @Nullable [] bytes() {
        return bytes;
    }

    public void bytes(byte @Nullable [] value) {
        bytes = value;
    }

    /** Whether its bucket was gone when its turn came. */
    public boolean isRefused() {
        return bucket != null && outcome == Outcome.REFUSED;
    }

    /** Whether this is what it is to do to its bucket. */
    public boolean isFor(Command candidate) {
        return bucket != null && candidate.equals(command);
    }

    /** The form in which its client wants its answer; the protocol knows what the number means. */
    public int form() {
        return form;
    }

    public void form(int value) {
        form = value;
    }

    /** A number that the command found, or that comes with it. */
    public long number() {
        return number;
    }

    public void number(long value) {
        number = value;
    }

    public Outcome outcome() {
        return outcome;
    }

    // For the batch

    /** The bucket; null for a request that is answered already. */
    @Nullable
    Bucket bucket() {
        return bucket;
    }

    /** What goes to another node; null for a command that does not. */
    @Nullable
    Parcel parcel() {
        return parcel;
    }

    /** Looks up the bucket that it is for. */
    void lookUp() {
        if (table != null) {
            bucket = table.expected(name);
            if (bucket == null) {
                refused(false);
            }
        }
    }

    /** Whether there is no bucket to be had now of the name that it is for. */
    boolean isMissing() {
        Bucket found = bucket;
        return table != null && (found == null || found.isAwaited());
    }

    /** Has what another request for the same name has found; false where that is for another. */
    boolean seesAs(Request other) {
        if (table == null || other.table == null || !name.equals(other.name)) {
            return false;
        }
        bucket = other.bucket;
        outcome = bucket == null ? Outcome.REFUSED : Outcome.DONE;
        return true;
    }

    /** As {@link Bucket#glance}, for what {@link #lookUp} will look at. */
    int glanceAtBucket() {
        return table == null ? 0 : table.glance(name);
    }

    /** The same for the turn; to be called when the bucket is looked up. */
    int glanceAtEntry() {
        return bucket == null ? 0 : bucket.glance(key);
    }

    /** Whether it has to be carried out on a new bucket now that its own was gone. */
    boolean wantsBucket() {
        Command refused = command;
        return isRefused() && refused != null && refused.creates();
    }

    void retarget(Bucket fresh) {
        bucket = fresh;
        outcome = Outcome.DONE;
    }

    @Override
    public void take() {
        Bucket target = bucket;
        Command doing = command;
        if (target != null && doing != null) {
            try {
                doing.run(target, this);
            } catch (Output.Full full) {
                // Only what reads builds an answer in its turn: this is the client's fault, not the bucket's.
                outcome = Outcome.TOO_LARGE;
            }
        }
    }

    @Override
    public void taken() {
        whenTaken.run();
    }

    @Override
    public void refused(boolean crashed) {
        outcome = crashed ? Outcome.CRASHED : Outcome.REFUSED;
    }

    @Override
    public void unsettled(boolean isUnknown) {
        outcome = isUnknown ? Outcome.UNKNOWN : Outcome.UNAVAILABLE;
    }

    @Override
    public boolean moveTo(Bucket fresh) {
        retarget(fresh);
        return true;
    }

    /** Appends the answer, and lets go of all that is large. */
    void writeTo(Output out) {
        Command done = command;
        Parcel elsewhere = parcel;
        byte[] answer = elsewhere == null ? bytes : elsewhere.answer();
        if (done != null) {
            done.answer(this, out);
        } else if (answer != null) {
            out.append(answer);
        }
        bytes = null;
        arguments = NONE;
        parcel = null;
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
