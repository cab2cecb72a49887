package io.coppice.proof.load;

import io.coppice.proof.history.Operation;
import io.coppice.proof.history.Operation.Kind;
import io.coppice.proof.history.Operation.Outcome;
import io.coppice.proof.load.StoreConnection.Answer;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A number of clients that work at once, a round at a time. */
public final class Load implements AutoCloseable {

    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);

    private final Keys keys;
    private final Map<String, SocketAddress> stores;
    private final int clients;
    private final Duration pause;
    private final ExecutorService threads;
    private final List<Client> working = new ArrayList<>();
    private final List<Future<?>> ends = new ArrayList<>();
    private int rounds;
    private String lastFailure = "";

    /**
     * None of them works yet.
     *
     * @param pause of each client between two operations, on average
     */
    public Load(Keys keys, Map<String, SocketAddress> stores, int clients, Duration pause) {
        this.keys = keys;
        this.stores = stores;
        this.clients = clients;
        this.pause = pause;
        this.threads = Executors.newFixedThreadPool(clients);
    }

    /** Makes the buckets. */
    public void prepare() throws IOException {
        for (String bucket : keys.bucketNames()) {
            until(keys.nodes().get(0), connection -> connection.create(bucket));
        }
    }

    public void start(long seed) {
        rounds++;
        for (int i = 0; i < clients; i++) {
            Client client = new Client(keys, stores, seed * clients + i, rounds + "." + i + ".", pause);
            working.add(client);
            ends.add(threads.submit(client));
        }
    }

    /** Waits for the last answers; what all have done since they started. */
    public List<Operation> end() {
        working.forEach(Client::end);
        List<Operation> operations = new ArrayList<>();
        try {
            for (Future<?> end : ends) {
                end.get(4 * StoreConnection.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a client has failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        working.forEach(client -> operations.addAll(client.operations()));
        working.clear();
        ends.clear();
        return operations;
    }

    /** Reads every key through every node, each until it is answered or takes too long. */
    public List<Operation> readAll() throws IOException {
        List<Operation> reads = new ArrayList<>();
        for (String node : keys.nodes()) {
            long end = System.nanoTime() + READ_LIMIT.toNanos();
            Deque<Key> left = new ArrayDeque<>(keys.all());
            while (!left.isEmpty() && System.nanoTime() - end < 0) {
                try (StoreConnection connection = new StoreConnection(store(node))) {
                    read(node, connection, left, reads, end);
                } catch (IOException e) {
                    lastFailure = node + ": " + e.getMessage();
                    LockSupport.parkNanos(RETRY.toNanos());
                }
            }
        }
        return reads;
    }

    /** What is not answered goes to the end, so that the others are. */
    private void read(String node, StoreConnection connection, Deque<Key> left, List<Operation> reads, long end)
            throws IOException {
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            Key key = left.remove();
            left.add(key);
            long start = System.nanoTime();
            Answer answer = connection.get(key);
            if (answer.outcome() == Outcome.DONE) {
                String text = key.toString();
                reads.add(new Operation(
                        node, text, Kind.GET, null, answer.value(), Outcome.DONE, start, System.nanoTime()));
                left.removeLast();
            } else {
                lastFailure = node + ": " + answer.refusal();
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    /** Why the last read of all keys was not answered that was not; for people. */
    public String lastFailure() {
        return lastFailure;
    }

    private SocketAddress store(String node) {
        SocketAddress address = stores.get(node);
        if (address == null) {
            throw new IllegalStateException("no store of " + node);
        }
        return address;
    }

    private interface Request {
        Answer to(StoreConnection connection) throws IOException;
    }

    private void until(String node, Request request) throws IOException {
        long end = System.nanoTime() + READ_LIMIT.toNanos();
        while (true) {
            try (StoreConnection connection = new StoreConnection(store(node))) {
                if (request.to(connection).outcome() == Outcome.DONE) {
                    return;
                }
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("node " + node + " has refused for " + READ_LIMIT.toSeconds() + " s");
            }
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    @Override
    public void close() {
        working.forEach(Client::end);
        threads.shutdownNow();
    }
}
