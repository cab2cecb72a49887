package io.coppice.kv.tcp;

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
        CRASHED
    }

    private static final byte[][] NONE = {};

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
    }

    /** A command that is answered without a bucket. */
    public void answered(byte[] answer) {
        bucket = null;
        table = null;
        command = null;
        bytes = answer;
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

    /** Looks up the bucket that it is for. */
    void lookUp() {
        if (table != null) {
            bucket = table.lookup(name);
            if (bucket == null) {
                refused(false);
            }
        }
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

    /** Appends the answer, and lets go of all that is large. */
    void writeTo(Output out) {
        Command done = command;
        byte[] answer = bytes;
        if (done != null) {
            done.answer(this, out);
        } else if (answer != null) {
            out.append(answer);
        }
        bytes = null;
        arguments = NONE;
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
