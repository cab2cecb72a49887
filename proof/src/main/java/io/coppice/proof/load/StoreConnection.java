package io.coppice.proof.load;

import io.coppice.proof.history.Operation.Outcome;
import io.coppice.proof.world.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client's connection to the store of one node, over lines. */
final class StoreConnection implements Closeable {

    /** Who gets no answer for so long does not know. */
    static final Duration LIMIT = Duration.ofSeconds(6);

    /**
     * What the store said.
     *
     * @param value what was read
     * @param hasNoBucket whether it knows no such bucket
     * @param refusal its own words where it was not done; for people
     */
    record Answer(Outcome outcome, @Nullable String value, boolean hasNoBucket, String refusal) {

        static Answer done(@Nullable String value) {
            return new Answer(Outcome.DONE, value, false, "");
        }

        static Answer unknown(String why) {
            return new Answer(Outcome.UNKNOWN, null, false, why);
        }
    }

    private static final Answer NO_BUCKET = new Answer(Outcome.DONE, null, true, "");

    private final Wire wire;
    private final Duration limit;

    StoreConnection(SocketAddress address) throws IOException {
        this(address, LIMIT);
    }

    /** @param limit for each answer */
    StoreConnection(SocketAddress address, Duration limit) throws IOException {
        this.wire = Wire.connect(address);
        this.limit = limit;
    }

    Answer create(String bucket) throws IOException {
        return write("CREATE " + bucket);
    }

    Answer put(Key key, String value) throws IOException {
        return write("PUT " + key.bucket() + " " + key.name() + " " + value);
    }

    Answer delete(Key key) throws IOException {
        return write("DELETE " + key.bucket() + " " + key.name());
    }

    private Answer write(String command) throws IOException {
        String line = ask(command);
        return line.equals("OK") ? Answer.done(null) : notDone(line);
    }

    /** A missing key has no value, and so has a missing bucket. */
    Answer get(Key key) throws IOException {
        String line = ask("GET " + key.bucket() + " " + key.name());
        if (line.equals("NOT FOUND") || line.startsWith("ERROR")) {
            return notDone(line);
        }
        String end = wire.line(limit);
        if (!end.equals("OK")) {
            throw new IllegalStateException("a value, and then " + end);
        }
        return Answer.done(line.isEmpty() ? null : line);
    }

    private String ask(String command) throws IOException {
        wire.send(command + "\r\n", limit);
        return wire.line(limit);
    }

    private static Answer notDone(String line) {
        if (line.equals("NOT FOUND")) {
            return NO_BUCKET;
        }
        if (!line.startsWith("ERROR")) {
            throw new IllegalStateException("the store answered " + line);
        }
        Outcome outcome = line.startsWith("ERROR unknown outcome") ? Outcome.UNKNOWN : Outcome.REFUSED;
        return new Answer(outcome, null, false, line);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
