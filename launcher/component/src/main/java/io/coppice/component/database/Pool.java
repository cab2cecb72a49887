package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Who borrows which worker: the rules of Erlang's poolboy, without clock and without I/O.
 *
 * <p>A request gets an idle worker at once; or an overflow worker, which is started for it while there are fewer than allowed; or
 * it waits its turn, at most until its deadline; or it is refused at once when too many wait. A worker that comes back goes to
 * whoever waits longest; with nobody waiting an overflow worker is stopped and another is idle. A borrower that ends gives its
 * workers back. Unlike poolboy's, a lease ends at a deadline too, so that a lost check-in costs nothing for ever.
 *
 * <p>What it decides it tells its {@link Orders}, in the order in which it is to be done.
 */
final class Pool {

    /** What the pool wants done. */
    interface Orders {
        /** Lends a worker; the lease has the number of the request. */
        void lend(long request, String worker);

        void refuse(long request, Failure failure, String why);

        /** Starts a worker; {@link Pool#workerUp} or {@link Pool#workerDown} is called with its name in time. */
        void startOverflow(String worker);

        /** Stops an overflow worker that nobody has. */
        void stopOverflow(String worker);
    }

    /**
     * The bounds.
     *
     * @param maxOverflow how many workers more than the permanent ones
     * @param maxWaiting how many requests may wait
     * @param leaseNanos how long a worker may be away
     */
    record Limits(int maxOverflow, int maxWaiting, long leaseNanos) {}

    private record Waiting(String owner, long deadline) {}

    private record Lease(String worker, String owner, long deadline) {}

    private final Limits limits;
    private final Orders orders;
    private final Deque<String> idle = new ArrayDeque<>();
    private final Map<Long, Lease> leases = new LinkedHashMap<>();
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private final List<String> overflow;
    private final Deque<String> stopped;
    private final Set<String> starting = new HashSet<>();

    Pool(Limits limits, Orders orders) {
        this.limits = limits;
        this.orders = orders;
        this.overflow = IntStream.rangeClosed(1, limits.maxOverflow())
                .mapToObj(number -> "overflow-" + number)
                .toList();
        this.stopped = new ArrayDeque<>(overflow);
    }

    /** The names of all overflow workers, running or not. */
    List<String> overflowNames() {
        return overflow;
    }

    /** A request for a worker. */
    void checkout(long request, String owner, long now, long deadline) {
        if (idle.isEmpty() && waiting.size() >= limits.maxWaiting()) {
            orders.refuse(request, Failure.OVERLOADED, limits.maxWaiting() + " requests wait for a reader already");
            return;
        }
        waiting.put(request, new Waiting(owner, deadline));
        serve(now);
        startOverflow();
    }

    /** A worker comes back; a lease that has ended is passed over. */
    void checkin(long request, long now) {
        Lease lease = leases.remove(request);
        if (lease != null) {
            putBack(lease.worker(), now);
        }
    }

    /** A worker has started or is there again after a crash. */
    void workerUp(String worker, long now) {
        starting.remove(worker);
        putBack(worker, now);
    }

    /** A worker has ended, or did not start. A permanent one is started again by its supervisor and comes up. */
    void workerDown(String worker) {
        idle.remove(worker);
        starting.remove(worker);
        leases.values().removeIf(lease -> lease.worker().equals(worker));
        if (overflow.contains(worker)) {
            stopped.add(worker);
            startOverflow();
        }
    }

    /** Somebody who may have workers or wait for one has ended. */
    void ownerDown(String owner, long now) {
        for (Iterator<Map.Entry<Long, Waiting>> each = waiting.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Long, Waiting> request = each.next();
            if (request.getValue().owner().equals(owner)) {
                each.remove();
                orders.refuse(request.getKey(), Failure.UNAVAILABLE, "the borrower has ended");
            }
        }
        List<Long> theirs = new ArrayList<>();
        leases.forEach((request, lease) -> {
            if (lease.owner().equals(owner)) {
                theirs.add(request);
            }
        });
        theirs.forEach(request -> checkin(request, now));
    }

    /** Time has passed. */
    void expire(long now) {
        for (Iterator<Map.Entry<Long, Waiting>> each = waiting.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Long, Waiting> request = each.next();
            if (now - request.getValue().deadline() >= 0) {
                each.remove();
                orders.refuse(request.getKey(), Failure.OVERLOADED, "all readers were busy for too long");
            }
        }
        List<Long> late = new ArrayList<>();
        leases.forEach((request, lease) -> {
            if (now - lease.deadline() >= 0) {
                late.add(request);
            }
        });
        late.forEach(request -> checkin(request, now));
    }

    int idle() {
        return idle.size();
    }

    int leased() {
        return leases.size();
    }

    int overflow() {
        return overflow.size() - stopped.size();
    }

    int waiting() {
        return waiting.size();
    }

    private void putBack(String worker, long now) {
        if (overflow.contains(worker) && waiting.isEmpty()) {
            orders.stopOverflow(worker);
            return;
        }
        // Last in, first out: the worker that was used last has the warmest cache.
        idle.addFirst(worker);
        serve(now);
    }

    private void serve(long now) {
        Iterator<Map.Entry<Long, Waiting>> first = waiting.entrySet().iterator();
        while (first.hasNext() && !idle.isEmpty()) {
            Map.Entry<Long, Waiting> request = first.next();
            first.remove();
            String worker = idle.removeFirst();
            leases.put(request.getKey(), new Lease(worker, request.getValue().owner(), now + limits.leaseNanos()));
            orders.lend(request.getKey(), worker);
        }
    }

    /** One for each request that waits, as far as they go. */
    private void startOverflow() {
        while (starting.size() < waiting.size() && !stopped.isEmpty()) {
            String worker = stopped.remove();
            starting.add(worker);
            orders.startOverflow(worker);
        }
    }
}
