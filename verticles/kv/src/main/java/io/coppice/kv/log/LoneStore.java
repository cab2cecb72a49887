package io.coppice.kv.log;

import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.PartitionClaim;
import io.coppice.supervision.nodes.ReplicatedStore;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/** The other nodes of one that has none: they take everything, and keep nothing. */
final class LoneStore implements ReplicatedStore {

    @Override
    public Future<ClaimedPartition> claim(int partition) {
        return Future.succeededFuture(new ClaimedPartition(new Claim(), List.of()));
    }

    private static final class Claim implements PartitionClaim {

        private final Promise<Void> ended = Promise.promise();

        @Override
        public long epoch() {
            return 0;
        }

        @Override
        public Future<Void> write(List<Write> changes) {
            return ended.future().isComplete()
                    ? Future.failedFuture(
                            new StoreException(Reason.FENCED, "the claim of the partition has ended", null))
                    : Future.succeededFuture();
        }

        @Override
        public Future<Optional<StoredMap>> read(byte[] map) {
            return Future.succeededFuture(Optional.empty());
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
