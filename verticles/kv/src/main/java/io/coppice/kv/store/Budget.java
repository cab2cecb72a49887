package io.coppice.kv.store;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that wait for all clients of this node together: of commands that are not whole, of answers that are not read,
 * and of events that are not told yet.
 *
 * <p>Each holder is bounded, but ten thousand times that bound is more than there is. Where the sum is over its limit,
 * those have too much that hold at least the average; there always is one, and the many that hold little never are.
 */
public final class Budget implements Shareable {

    /** What all may hold together where nobody says otherwise. */
    public static final int DEFAULT_LIMIT = 256 * 1024 * 1024;

    /** A holder tells of its bytes when they have changed by so many, so that small commands cost nothing here. */
    static final long GRAIN = 4 * 1024;

    private static final String KEY = "coppice.kv.budget";

    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger holders = new AtomicInteger();
    private volatile long limit = DEFAULT_LIMIT;

    Budget() {}

    /** The one of this Vert.x. */
    public static Budget of(Vertx vertx) {
        LocalMap<String, Budget> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new Budget());
    }

    public void limitTo(long bytes) {
        limit = bytes;
    }

    /** How many bytes all may hold together. */
    public long limit() {
        return limit;
    }

    /** How many bytes all hold together. */
    public long held() {
        return held.get();
    }

    /** A share that holds nothing yet. */
    public Share share() {
        return new Share();
    }

    /** What one holder holds; used by one thread at a time. */
    public final class Share {

        private long told;

        private Share() {}

        /** From now on it holds so many bytes; whether that was news to the budget. */
        public boolean hold(long bytes) {
            boolean isNews = Math.abs(bytes - told) >= GRAIN || (bytes == 0 && told > 0);
            if (isNews) {
                held.addAndGet(bytes - told);
                if (told == 0) {
                    holders.incrementAndGet();
                } else if (bytes == 0) {
                    holders.decrementAndGet();
                }
                told = bytes;
            }
            return isNews;
        }

        /** How many bytes it holds, about. */
        public long held() {
            return told;
        }

        /** Whether all hold more than the limit, and this is among the largest. */
        public boolean isTooMuch() {
            long all = held.get();
            return told > 0 && all > limit && told >= all / Math.max(1, holders.get());
        }

        /** Whether it is not to grow: it has too much, or all have, by a quarter of the limit, and this one has something. */
        public boolean isFull() {
            long most = limit;
            return isTooMuch() || (told > 0 && held.get() > most + most / 4);
        }
    }
}
