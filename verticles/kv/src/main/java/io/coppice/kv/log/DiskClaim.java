package io.coppice.kv.log;

import io.coppice.supervision.nodes.PartitionClaim;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A claim of a partition whose writes are over when the log of this node has them too. */
final class DiskClaim implements PartitionClaim {

    private final PartitionClaim others;
    private final LogClient log;
    private final int partition;
    private LogPosition position;

    /** @param others the claim of what other nodes have in memory */
    DiskClaim(PartitionClaim others, LogClient log, int partition, LogPosition position) {
        this.others = others;
        this.log = log;
        this.partition = partition;
        this.position = position;
    }

    @Override
    public synchronized long epoch() {
        return position.epoch();
    }

    /** Not at once: what an older claim was refused by the others must not be in its log, where it might be found. */
    @Override
    public Future<Void> write(List<Write> changes) {
        LogPosition place = next();
        List<Write> marked = new ArrayList<>(changes);
        marked.add(Mark.of(place));
        return others.write(marked)
                .compose(kept -> log.append(partition, place, changes).recover(failure -> {
                    release();
                    return Future.failedFuture(new StoreException(
                            Reason.UNKNOWN, "the log has not confirmed it: " + failure.getMessage(), failure));
                }));
    }

    private synchronized LogPosition next() {
        position = position.next();
        return position;
    }

    private synchronized LogPosition position() {
        return position;
    }

    @Override
    public Future<Optional<StoredMap>> read(byte[] map) {
        return log.read(partition, position(), map);
    }

    @Override
    public Future<Void> ended() {
        return others.ended();
    }

    @Override
    public void release() {
        others.release();
    }
}
