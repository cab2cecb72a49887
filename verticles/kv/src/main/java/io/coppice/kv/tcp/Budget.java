package io.coppice.kv.tcp;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that wait for all clients of this node together: of commands that are not whole, and of answers that are not
 * read.
 *
 * <p>Each connection is bounded, but ten thousand times that bound is more than there is. Where the sum is over its limit,
 * those go that hold at least as much as the average; there always is one, and the many that hold little never are.
 */
public final class Budget implements Shareable {

    /** A connection tells of its bytes when they have changed by so many, so that small commands cost nothing here. */
    static final long GRAIN = 4 * 1024;

    private static final String KEY = "coppice.kv.budget";

    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger holders = new AtomicInteger();

    /** The one of this Vert.x. */
    public static Budget of(Vertx vertx) {
        LocalMap<String, Budget> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new Budget());
    }

    /** How many bytes all hold together. */
    public long held() {
        return held.get();
    }

    /** One connection holds so many bytes now, after so many before. */
    void change(long before, long now) {
        held.addAndGet(now - before);
        if (before == 0 && now > 0) {
            holders.incrementAndGet();
        } else if (before > 0 && now == 0) {
            holders.decrementAndGet();
        }
    }

    /** Whether all hold more than the limit, and one that holds {@code own} bytes is among the largest. */
    boolean isExceededBy(long own, long limit) {
        long all = held.get();
        return own > 0 && all > limit && own >= all / Math.max(1, holders.get());
    }
}
