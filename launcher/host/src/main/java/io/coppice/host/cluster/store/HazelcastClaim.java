package io.coppice.host.cluster.store;

import io.coppice.supervision.nodes.PartitionClaim;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/** One member's claim of one partition, and how far it has written. */
final class HazelcastClaim implements PartitionClaim {

    private final HazelcastStore store;
    private final int partition;
    private final Promise<Void> ended = Promise.promise();
    private Position position;

    HazelcastClaim(HazelcastStore store, int partition, Position position) {
        this.store = store;
        this.partition = partition;
        this.position = position;
    }

    int partition() {
        return partition;
    }

    @Override
    public synchronized long epoch() {
        return position.epoch();
    }

    @Override
    public Future<Void> write(List<Write> changes) {
        if (ended.future().isComplete()) {
            return Future.failedFuture(over());
        }
        return store.write(new WriteBatch(partition, next(), changes))
                .<Void>mapEmpty()
                .onFailure(failure -> release());
    }

    private synchronized Position next() {
        position = position.next();
        return position;
    }

    private static StoreException over() {
        return new StoreException(Reason.FENCED, "the claim of the partition has ended", null);
    }

    @Override
    public Future<Optional<StoredMap>> read(byte[] map) {
        Position mine;
        synchronized (this) {
            mine = position;
        }
        return Future.fromCompletionStage(store.send(partition, new ReadMap(partition, mine, map)))
                .compose(receipt -> {
                    PartitionState state = receipt.state();
                    return !receipt.isAccepted() || state == null
                            ? Future.failedFuture(over())
                            : Future.succeededFuture(state.maps().stream().findFirst());
                });
    }

    @Override
    public Future<Void> ended() {
        return ended.future();
    }

    @Override
    public void release() {
        if (ended.tryComplete()) {
            store.forget(this);
        }
    }
}
