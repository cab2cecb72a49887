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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client that does what it is told, to a key of its own in each bucket, and writes down what it did. */
public final class Probe implements AutoCloseable {

    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** More than an answer takes that should not come. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private final Keys keys;
    private final Map<String, SocketAddress> stores;
    private final AtomicInteger values = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Operation> operations = new ArrayList<>();

    /** @param keys whose buckets it uses, and none of whose keys */
    public Probe(Keys keys, Map<String, SocketAddress> stores) {
        this.keys = keys;
        this.stores = Map.copyOf(stores);
    }

    public List<Key> keys() {
        return keys.bucketNames().stream()
                .map(bucket -> new Key(bucket, "probe"))
                .toList();
    }

    /** Writes another value through a node, once. */
    public Outcome put(String node, Key key) {
        String value = "probe." + values.incrementAndGet();
        return carryOut(node, key, Kind.PUT, value);
    }

    /** The same, without waiting for it. */
    public CompletableFuture<Outcome> putLater(String node, Key key) {
        return CompletableFuture.supplyAsync(() -> put(node, key), threads);
    }

    /** Reads through a node, once. */
    public Outcome get(String node, Key key) {
        return carryOut(node, key, Kind.GET, null);
    }

    private Outcome carryOut(String node, Key key, Kind kind, @Nullable String value) {
        SocketAddress address = stores.get(node);
        if (address == null) {
            throw new IllegalStateException("no store of " + node);
        }
        long start = System.nanoTime();
        Answer answer;
        try (StoreConnection connection = new StoreConnection(address, PATIENCE)) {
            answer = value == null ? connection.get(key) : connection.put(key, value);
        } catch (IOException nobodyKnows) {
            answer = Answer.unknown(String.valueOf(nobodyKnows.getMessage()));
        }
        // Without a bucket, whatever was asked has shown that there is nothing.
        Kind done = answer.hasNoBucket() ? Kind.GET : kind;
        @Nullable String seen = done == Kind.GET ? answer.value() : value;
        Operation operation =
                new Operation(node, key.toString(), done, null, seen, answer.outcome(), start, System.nanoTime());
        synchronized (this) {
            operations.add(operation);
        }
        return answer.outcome();
    }

    /** What it has done since it was asked last. */
    public synchronized List<Operation> takeOperations() {
        List<Operation> taken = List.copyOf(operations);
        operations.clear();
        return taken;
    }

    /**
     * Reads all its keys through all nodes.
     *
     * @throws IOException if one of them is not answered for too long
     */
    public List<Operation> readAll() throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        for (String node : keys.nodes()) {
            for (Key key : keys()) {
                while (get(node, key) != Outcome.DONE) {
                    if (System.nanoTime() - end > 0) {
                        throw new IOException(key + " was not answered by " + node);
                    }
                    LockSupport.parkNanos(RETRY.toNanos());
                }
            }
        }
        return takeOperations().stream()
                .filter(each -> each.outcome() == Outcome.DONE)
                .toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
