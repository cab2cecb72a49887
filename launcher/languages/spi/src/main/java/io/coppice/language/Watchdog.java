package io.coppice.language;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A thread that looks now and then whether a call of any child has lasted for longer than it may. */
public final class Watchdog implements AutoCloseable {

    private static final Logger LOG = System.getLogger("guest");

    private static final long LOOK_MILLIS = 50;
    private static final long LOOK_NANOS = LOOK_MILLIS * 1_000_000;

    private final LongSupplier nanoTime;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private @Nullable Thread thread;

    /**
     * One that looks at this clock; it begins with the first watch.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    public Watchdog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The watch over one child, whose calls come one after the other. */
    public final class Watch implements AutoCloseable {

        private final long limit;
        private final Runnable tooLong;
        private final Runnable lasting;
        private volatile long begin;
        /** A call may lead to another: only the outer one counts. Written by the thread of the call alone. */
        private volatile int depth;

        private Watch(Duration limit, Runnable tooLong, Runnable lasting) {
            this.limit = limit.toNanos();
            this.tooLong = tooLong;
            this.lasting = lasting;
        }

        public void begin() {
            int outer = depth;
            if (outer == 0) {
                begin = nanoTime.getAsLong();
            }
            depth = outer + 1;
        }

        public void end() {
            int inner = depth;
            depth = inner - 1;
        }

        private void look(long now) {
            long spent = depth > 0 ? now - begin : 0;
            if (spent > LOOK_NANOS) {
                run(lasting);
            }
            if (limit > 0 && spent > limit) {
                run(tooLong);
            }
        }

        /** The other watches are looked at, whatever comes of it: without this thread a loop of any child would go on. */
        private void run(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error wrong) {
                LOG.log(Level.ERROR, "the watchdog's work on a call that lasts", wrong);
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    /**
     * Begins to watch. Both are called on the watchdog's thread, at each of its looks, every 50 ms, until the call or the watch ends.
     *
     * @param limit zero for none
     * @param tooLong where a call has lasted for longer
     * @param lasting where a call has lasted for more than 50 ms, for what must not wait until it ends
     */
    public synchronized Watch watch(Duration limit, Runnable tooLong, Runnable lasting) {
        Watch watch = new Watch(limit, tooLong, lasting);
        watches.add(watch);
        if (thread == null) {
            thread = new Thread(this::run, "guest-watchdog");
            thread.setDaemon(true);
            thread.start();
        }
        return watch;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                look();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at all calls. */
    void look() {
        long now = nanoTime.getAsLong();
        watches.forEach(watch -> watch.look(now));
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
