package io.coppice.proof.load;

import io.coppice.proof.history.Operation;
import io.coppice.proof.history.Operation.Kind;
import io.coppice.proof.history.Operation.Outcome;
import io.coppice.proof.load.StoreConnection.Answer;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One client: it asks one thing at a time, of one node for a while and then of another, and writes down what it did. No two
 * writes of any client have the same value.
 */
final class Client implements Runnable {

    /** Where it stops, so that what is written down stays small. */
    static final int MOST_OPERATIONS = 20_000;

    private static final int LONGEST_STAY = 100;
    private static final Duration AFTER_FAILURE = Duration.ofMillis(50);

    private final Keys keys;
    private final Map<String, SocketAddress> stores;
    private final Random random;
    private final String values;
    private final Duration pause;
    private final List<Operation> operations = new ArrayList<>();
    private volatile boolean isOver;

    /**
     * A client of its own.
     *
     * @param values what its values begin with
     * @param pause between two operations, on average
     */
    Client(Keys keys, Map<String, SocketAddress> stores, long seed, String values, Duration pause) {
        this.keys = keys;
        this.stores = Map.copyOf(stores);
        this.random = new Random(seed);
        this.values = values;
        this.pause = pause;
    }

    void end() {
        isOver = true;
    }

    /** What it has done; to be asked for when it has ended. */
    List<Operation> operations() {
        return operations;
    }

    private boolean goesOn() {
        return !isOver && operations.size() < MOST_OPERATIONS;
    }

    @Override
    public void run() {
        while (goesOn()) {
            String node = keys.nodes().get(random.nextInt(keys.nodes().size()));
            SocketAddress address = stores.get(node);
            if (address == null) {
                throw new IllegalStateException("no store of " + node);
            }
            try (StoreConnection connection = new StoreConnection(address)) {
                stay(node, connection);
            } catch (IOException away) {
                rest(AFTER_FAILURE);
            }
        }
    }

    private void stay(String node, StoreConnection connection) throws IOException {
        // First a read, which does no harm where nobody is behind the connection.
        Key first = keys.any(random);
        carryOut(node, connection, first, Kind.GET);
        for (int left = random.nextInt(LONGEST_STAY); left > 0 && goesOn(); left--) {
            Key key = keys.any(random);
            int dice = keys.isWrittenThrough(key, node) ? random.nextInt(10) : 9;
            carryOut(node, connection, key, dice < 6 ? Kind.PUT : dice < 7 ? Kind.DELETE : Kind.GET);
            rest(pause.multipliedBy(random.nextInt(200)).dividedBy(100));
        }
    }

    private static void rest(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }

    private void carryOut(String node, StoreConnection connection, Key key, Kind kind) throws IOException {
        String value = kind == Kind.PUT ? values + operations.size() : null;
        long start = System.nanoTime();
        Answer answer;
        try {
            answer = switch (kind) {
                case PUT -> connection.put(key, String.valueOf(value));
                case DELETE -> connection.delete(key);
                default -> connection.get(key);
            };
        } catch (IOException nobodyKnows) {
            record(node, key, kind, value, Outcome.UNKNOWN, start);
            throw nobodyKnows;
        }
        if (answer.hasNoBucket()) {
            // Whatever it was, it has shown that there is nothing.
            record(node, key, Kind.GET, null, Outcome.DONE, start);
            connection.create(key.bucket());
            return;
        }
        record(node, key, kind, kind == Kind.GET ? answer.value() : value, answer.outcome(), start);
        if (answer.outcome() != Outcome.DONE) {
            rest(AFTER_FAILURE);
        }
    }

    private void record(String node, Key key, Kind kind, @Nullable String value, Outcome outcome, long start) {
        operations.add(new Operation(node, key.toString(), kind, null, value, outcome, start, System.nanoTime()));
    }
}
