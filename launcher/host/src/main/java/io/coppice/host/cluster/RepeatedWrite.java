package io.coppice.host.cluster;

import com.hazelcast.core.IndeterminateOperationStateException;
import io.vertx.core.Completable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A write to what the cluster keeps of the event bus, that is done again while nobody knows whether it was done.
 *
 * <p>Hazelcast says so when a backup does not answer, as while a node is silent and not yet taken for lost. The writes of
 * an event bus may be done twice. That a consumer was not published would fail the start of its verticle.
 */
final class RepeatedWrite {

    /** Each waits five seconds for its backups: after the last a silent node is gone. */
    private static final int TRIES = 4;

    private final Consumer<Completable<Void>> write;
    private final BooleanSupplier isWanted;

    private RepeatedWrite(Consumer<Completable<Void>> write, BooleanSupplier isWanted) {
        this.write = write;
        this.isWanted = isWanted;
    }

    /**
     * One that is not under way yet.
     *
     * @param isWanted whether it still is; asked before it is done again
     */
    static RepeatedWrite of(Consumer<Completable<Void>> write, BooleanSupplier isWanted) {
        return new RepeatedWrite(write, isWanted);
    }

    void start(Completable<Void> promise) {
        attempt(promise, TRIES);
    }

    private void attempt(Completable<Void> promise, int left) {
        write.accept((done, failure) -> {
            if (failure == null) {
                promise.succeed();
            } else if (failure instanceof IndeterminateOperationStateException && left > 1 && isWanted.getAsBoolean()) {
                attempt(promise, left - 1);
            } else {
                promise.fail(failure);
            }
        });
    }
}
