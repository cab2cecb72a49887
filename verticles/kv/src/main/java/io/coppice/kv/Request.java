package io.coppice.kv;

import io.coppice.supervision.Loop;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One command of a client, and its answer.
 *
 * <p>A connection uses its requests again and again. Between the hand-over to a bucket's event loop and the way back
 * nobody else touches them.
 */
final class Request implements Runnable {

    static final byte[] OK = ascii("OK\r\n");
    static final byte[] NOT_FOUND = ascii("NOT FOUND\r\n");
    static final byte[] UNKNOWN = ascii("UNKNOWN COMMAND\r\n");
    private static final byte[] CRASHED = ascii("ERROR the bucket crashed\r\n");
    static final byte[] LINE_END = ascii("\r\n");

    /** What a command does to a bucket. */
    enum Verb {
        GET,
        PUT,
        DELETE,
        KEYS
    }

    /** Points into the read buffer until the answer is there. */
    final Bytes key = Bytes.probe();

    private Verb verb = Verb.GET;
    private @Nullable Bucket bucket;
    private byte @Nullable [] value;

    private byte @Nullable [] payload;
    private byte[] status = OK;

    void to(Verb newVerb, Bucket newBucket) {
        verb = newVerb;
        bucket = newBucket;
        value = null;
        payload = null;
        status = OK;
    }

    void value(byte[] newValue) {
        value = newValue;
    }

    /** A command that is answered without a bucket. */
    void answered(byte[] answer) {
        bucket = null;
        payload = null;
        status = answer;
    }

    /** Where it has to be carried out; null when it is answered already. */
    @Nullable
    Loop loop() {
        Bucket target = bucket;
        return target == null ? null : target.loop();
    }

    /** Carries it out as the bucket's own code; to be called on the bucket's event loop. */
    void execute() {
        Bucket target = bucket;
        if (target == null) {
            return;
        }
        if (!target.isOpen()) {
            status = NOT_FOUND;
            return;
        }
        status = CRASHED;
        Loop.dispatch(target.home(), this);
    }

    /** In the bucket's turn: what this throws is the bucket's crash. */
    @Override
    public void run() {
        Bucket target = bucket;
        if (target == null) {
            return;
        }
        try {
            switch (verb) {
                case GET -> {
                    byte[] found = target.get(key);
                    payload = found == null ? LINE_END : found;
                }
                case PUT -> {
                    byte[] stored = value;
                    if (stored != null) {
                        target.put(key.stored(), stored);
                    }
                }
                case DELETE -> target.delete(key);
                case KEYS -> payload = target.keyLines();
            }
            status = OK;
        } catch (RuntimeException | Error e) {
            target.close();
            throw e;
        }
    }

    /** Appends the answer. */
    void writeTo(Output out) {
        byte[] first = payload;
        if (first != null) {
            out.append(first);
            if (verb == Verb.GET && first != LINE_END) {
                out.append(LINE_END);
            }
        }
        out.append(status);
        payload = null;
        value = null;
        key.release();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
