package io.coppice.kv.replica;

import io.coppice.kv.store.Bytes;
import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.PartitionClaim;
import io.coppice.supervision.nodes.ReplicatedStore;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store in this process, shared by all nodes of a test, that confirms what it is told when the test wants it. */
public final class FakeStore implements ReplicatedStore {

    /** A write that is not confirmed yet; it is done. */
    public static final class Pending {

        public final List<Write> writes;
        private final Promise<Void> promise = Promise.promise();
        private final FakeClaim claim;

        Pending(FakeClaim claim, List<Write> writes) {
            this.claim = claim;
            this.writes = writes;
        }

        public void confirm() {
            promise.complete();
        }

        public void fail(Reason reason) {
            claim.release();
            promise.fail(new StoreException(reason, "planted", null));
        }
    }

    private static final class Part {
        long epoch;
        final Map<Bytes, Map<Bytes, StoredMap.Entry>> maps = new HashMap<>();
        final Map<Bytes, Long> versions = new HashMap<>();
    }

    private final Map<Integer, Part> parts = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private boolean isHolding;
    private boolean isRefusingClaims;

    /** Another one with what is in this one now, as a node that is cut off keeps it. */
    public synchronized FakeStore copy() {
        FakeStore copy = new FakeStore();
        parts.forEach((number, part) -> {
            Part same = new Part();
            same.epoch = part.epoch;
            part.maps.forEach((name, entries) -> same.maps.put(name, new HashMap<>(entries)));
            same.versions.putAll(part.versions);
            copy.parts.put(number, same);
        });
        return copy;
    }

    /** From now on writes are done, and not confirmed. */
    public synchronized void hold() {
        isHolding = true;
    }

    public synchronized void refuseClaims(boolean refuse) {
        isRefusingClaims = refuse;
    }

    /** From now on writes are confirmed; those that wait are handed over. */
    public synchronized List<Pending> release() {
        isHolding = false;
        return takePending();
    }

    public synchronized List<Pending> takePending() {
        List<Pending> all = List.copyOf(pending);
        pending.clear();
        return all;
    }

    public synchronized int pending() {
        return pending.size();
    }

    @Override
    public synchronized Future<ClaimedPartition> claim(int partition) {
        if (isRefusingClaims) {
            return Future.failedFuture(new StoreException(Reason.REFUSED, "planted", null));
        }
        Part part = parts.computeIfAbsent(partition, key -> new Part());
        part.epoch++;
        List<StoredMap> maps = part.maps.keySet().stream()
                .map(name -> stored(part, name).orElseThrow())
                .toList();
        return Future.succeededFuture(new ClaimedPartition(new FakeClaim(part, part.epoch), maps));
    }

    private static Optional<StoredMap> stored(Part part, Bytes name) {
        Map<Bytes, StoredMap.Entry> map = part.maps.get(name);
        return map == null
                ? Optional.empty()
                : Optional.of(
                        new StoredMap(name.toArray(), part.versions.getOrDefault(name, 0L), List.copyOf(map.values())));
    }

    private synchronized Future<Void> write(FakeClaim claim, List<Write> writes) {
        if (claim.epoch != claim.part.epoch || claim.ended.future().isComplete()) {
            claim.release();
            return Future.failedFuture(new StoreException(Reason.FENCED, "an older claim", null));
        }
        writes.forEach(write -> apply(claim.part, write));
        if (!isHolding) {
            return Future.succeededFuture();
        }
        Pending held = new Pending(claim, writes);
        pending.add(held);
        return held.promise.future();
    }

    private static void apply(Part part, Write write) {
        Bytes name = Bytes.of(write.map());
        Bytes key = Bytes.of(write.key());
        if (write.kind() == Write.Kind.DROP) {
            part.maps.remove(name);
            part.versions.remove(name);
            return;
        }
        Map<Bytes, StoredMap.Entry> map = part.maps.computeIfAbsent(name, n -> new HashMap<>());
        part.versions.merge(name, write.version(), Math::max);
        if (write.kind() == Write.Kind.PUT) {
            map.put(key, new StoredMap.Entry(write.key(), write.value(), write.version(), write.expiresAt()));
        } else if (write.kind() == Write.Kind.REMOVE) {
            map.remove(key);
        }
    }

    private final class FakeClaim implements PartitionClaim {

        private final Part part;
        private final long epoch;
        private final Promise<Void> ended = Promise.promise();

        FakeClaim(Part part, long epoch) {
            this.part = part;
            this.epoch = epoch;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public Future<Void> write(List<Write> changes) {
            return FakeStore.this.write(this, changes);
        }

        @Override
        public Future<Optional<StoredMap>> read(byte[] map) {
            synchronized (FakeStore.this) {
                return Future.succeededFuture(stored(part, Bytes.of(map)));
            }
        }

        @Override
        public Future<Void> ended() {
            return ended.future();
        }

        @Override
        public void release() {
            ended.tryComplete();
        }
    }
}
