package io.coppice.kv.route;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What other nodes have been asked and have not answered yet.
 *
 * <p>The event bus waits until the time is over also for a node that has gone.
 */
final class Hops {

    /** The node has gone: whether it has done what it was asked nobody knows. */
    static final class Gone extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Gone(String node) {
            super("node " + node + " has left the cluster", null, false, false);
        }
    }

    /** One of them; each is another one. */
    private static final class Hop {

        private final String node;
        private final Context context;
        private final Promise<?> answer;

        Hop(String node, Context context, Promise<?> answer) {
            this.node = node;
            this.context = context;
            this.answer = answer;
        }

        void fail() {
            context.runOnContext(v -> answer.tryFail(new Gone(node)));
        }
    }

    private final Set<Hop> hops = ConcurrentHashMap.newKeySet();

    /**
     * The answer, or that the node has gone before it.
     *
     * @param context where it is told that the node has gone
     * @param isThere whether a node is in the cluster at this moment
     */
    <T> Future<T> whileThere(String node, Future<T> answer, Context context, Predicate<String> isThere) {
        Promise<T> first = Promise.promise();
        Hop hop = new Hop(node, context, first);
        hops.add(hop);
        answer.onComplete(result -> {
            hops.remove(hop);
            if (result.succeeded()) {
                first.tryComplete(result.result());
            } else {
                first.tryFail(result.cause());
            }
        });
        // It may have gone before this was there to be told.
        if (!isThere.test(node)) {
            hop.fail();
        }
        return first.future();
    }

    /** To be called behind each change of who is there. */
    void failUnless(Predicate<String> isThere) {
        hops.forEach(hop -> {
            if (!isThere.test(hop.node)) {
                hop.fail();
            }
        });
    }
}
