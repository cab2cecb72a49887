package io.coppice.kv;

import io.coppice.kv.store.Bytes;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of buckets that are about to go and have not gone in all respects, as a last turn is still under way; used in the
 * registry's turns.
 *
 * <p>A name is given again behind that, or it would be created twice before it exits.
 */
final class Leaving {

    /** Bounded by the turns and the stops that are under way. */
    private final Map<Bytes, Future<Void>> exits = new HashMap<>();

    /** @param exit never fails */
    Future<Void> note(Bytes name, Future<Void> exit) {
        exits.put(name, exit);
        exit.onComplete(told -> exits.remove(name, exit));
        return exit;
    }

    /** Completes when the name is free. */
    Future<Void> of(Bytes name) {
        return exits.getOrDefault(name, Future.succeededFuture());
    }
}
