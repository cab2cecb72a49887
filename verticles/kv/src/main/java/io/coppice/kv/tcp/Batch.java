package io.coppice.kv.tcp;

import io.coppice.kv.route.Parcel;
import io.coppice.kv.route.Route;
import io.coppice.kv.store.Bucket;
import io.coppice.supervision.Loop;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The commands that are carried out together: each in a turn of its bucket, mostly at once, and all are answered together.
 *
 * <p>Commands for one bucket are offered in their order, and a bucket takes turns in the order in which they were offered.
 */
final class Batch {

    private final Context context;
    private final Loop loop;
    private final Route route;
    private final Runnable whenAnswered;
    private final Runnable whenTaken = this::answeredElsewhere;
    /**
     * New ones for each batch: a request that is kept grows old, and for every pointer that is set in an old object G1 has a
     * fence and notes where it was; that costs more than a new object does. And a client that is idle holds none.
     */
    private final List<Request> requests = new ArrayList<>();

    /** The one that is not in the list yet; null when it has to be made. */
    private @Nullable Request spare;
    /** Of no use, but that nobody can leave out a look whose result is kept. */
    @SuppressWarnings("unused")
    private int glanced;

    /** What goes to other nodes; the same one for as long as it is empty. */
    private List<Parcel> away = new ArrayList<>();

    /** How many are not answered; one more while they are being offered. */
    private final AtomicInteger open = new AtomicInteger();

    /** @param whenAnswered called on the context, maybe before {@link #execute} returns, when all answers are there */
    Batch(Context context, Route route, Runnable whenAnswered) {
        this.context = context;
        this.route = route;
        this.loop = Loop.of(context);
        this.whenAnswered = whenAnswered;
    }

    int size() {
        return requests.size();
    }

    Request get(int index) {
        return requests.get(index);
    }

    void clear() {
        requests.clear();
    }

    /** To be called before the first command is read. */
    void begin() {
        clear();
        route.look();
    }

    /** The request that {@link #add} adds. */
    Request next() {
        Request request = spare;
        if (request == null) {
            request = new Request(whenTaken);
            spare = request;
        }
        return request;
    }

    void add() {
        requests.add(next());
        spare = null;
    }

    void execute() {
        int size = requests.size();
        prepare(size);
        open.set(size + 1);
        int here = 1;
        for (int i = 0; i < size; i++) {
            Request request = requests.get(i);
            Bucket bucket = request.bucket();
            if (bucket == null ? !sentAway(request) : bucket.offer(request)) {
                here++;
            }
        }
        if (!away.isEmpty()) {
            carry();
        }
        answered(here);
    }

    private boolean sentAway(Request request) {
        Parcel parcel = request.parcel();
        return parcel != null && away.add(parcel);
    }

    private void carry() {
        int count = away.size();
        route.carry(away).onComplete(carried -> answered(count));
        away = new ArrayList<>();
    }

    /**
     * Looks up the buckets of all requests. Of very many buckets nearly each look at one waits for memory, and so it does at an
     * entry; those of different requests can wait side by side, and do so in loops that are short. So all is glanced at before it
     * is needed: then a command costs little more with a million buckets than with a thousand.
     */
    private void prepare(int size) {
        int seen = 0;
        for (int i = 0; size > 1 && i < size; i++) {
            seen += requests.get(i).glanceAtBucket();
        }
        boolean isMissing = false;
        for (int i = 0; i < size; i++) {
            Request request = requests.get(i);
            request.lookUp();
            isMissing |= request.isMissing();
            if (isMissing) {
                seeAsBefore(request, i);
            }
        }
        for (int i = 0; size > 1 && i < size; i++) {
            seen += requests.get(i).glanceAtEntry();
        }
        glanced = seen;
    }

    /**
     * A bucket may come or go while those of a batch are looked up. All for one name see it as the first of them does, or else a
     * later one would be answered as if it came before.
     */
    private void seeAsBefore(Request request, int at) {
        for (int i = 0; i < at; i++) {
            if (request.seesAs(requests.get(i))) {
                return;
            }
        }
    }

    /** Carries out those that a bucket refused, from this one on, again on another. */
    void executeAgain(int first, Bucket gone, Bucket fresh) {
        int size = requests.size();
        open.set(size - first + 1);
        int here = 1;
        for (int i = first; i < size; i++) {
            Request request = requests.get(i);
            boolean again = request.isRefused() && gone.equals(request.bucket());
            if (again) {
                request.retarget(fresh);
            }
            if (!again || fresh.offer(request)) {
                here++;
            }
        }
        answered(here);
    }

    private void answered(int here) {
        if (open.addAndGet(-here) == 0) {
            whenAnswered.run();
        }
    }

    /** On whatever thread. */
    private void answeredElsewhere() {
        if (open.decrementAndGet() == 0) {
            loop.execute(() -> Loop.dispatch(context, whenAnswered));
        }
    }
}
