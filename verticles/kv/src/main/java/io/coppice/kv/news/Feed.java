package io.coppice.kv.news;

import io.coppice.kv.store.Events;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What this node has asked one other to be told of; used on one context.
 *
 * <p>The other is sent what has changed of that, one message at a time, and everything where it knows nothing of this node.
 */
final class Feed {

    private static final int AT_A_TIME = 256;
    private static final long RETRY_MS = 1_000;
    private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(2_000);

    private final Vertx vertx;
    private final Events events;
    private final String self;
    private final String address;
    private final Runnable whenMissed;
    /** What may be wanted, or not any more. */
    private final Set<Want> changed = new LinkedHashSet<>();
    /** Called when all has been said, or could not be. */
    private final List<Runnable> waiting = new ArrayList<>();
    /** Whether the other has to forget what it knows of this node. */
    private boolean fresh = true;
    /** Whether the other has been told something that it is to keep. */
    private boolean known;
    /** Whether something has happened that it may not have told of. */
    private boolean missed;

    private boolean sending;
    private boolean closed;

    /** @param whenMissed called when events may have been missed, and no more are from now on */
    Feed(Vertx vertx, Events events, String self, String other, Runnable whenMissed) {
        this.vertx = vertx;
        this.events = events;
        this.self = self;
        this.address = News.addressOf(other);
        this.whenMissed = whenMissed;
        changed.addAll(Want.all(events));
    }

    void change(Want want) {
        changed.add(want);
        send();
    }

    /** Calls back when the other tells of all that is wanted now, or cannot for now. */
    void whenSaid(Runnable callback) {
        if (closed) {
            callback.run();
            return;
        }
        waiting.add(callback);
        send();
    }

    /** Makes sure that the other still knows it; to be called now and then. */
    void remind() {
        if (known && !sending) {
            send(new ArrayList<>());
        }
    }

    /** Whether the other was asked for anything. */
    boolean isKnown() {
        return known;
    }

    void close() {
        closed = true;
        said();
    }

    private void send() {
        if (sending || closed) {
            return;
        }
        if (fresh) {
            // Nothing that is not wanted has to be said.
            changed.removeIf(want -> !want.isWanted(events));
        }
        List<Want> next = changed.stream().limit(AT_A_TIME).toList();
        if (next.isEmpty()) {
            said();
            return;
        }
        next.forEach(changed::remove);
        send(next);
    }

    private void send(List<Want> wants) {
        sending = true;
        boolean wasFresh = fresh;
        JsonObject message =
                new JsonObject().put("from", self).put("fresh", wasFresh).put("wants", Want.toJson(wants, events));
        vertx.eventBus().<JsonObject>request(address, message, OPTIONS).onComplete(reply -> {
            sending = false;
            if (reply.failed()) {
                failed(wants);
            } else if (reply.result().body().getBoolean("unknown", false)) {
                startAgain();
            } else {
                fresh = false;
                known = true;
                if (missed) {
                    missed = false;
                    whenMissed.run();
                }
                send();
            }
        });
    }

    private void failed(List<Want> wants) {
        changed.addAll(wants);
        missed = true;
        said();
        vertx.setTimer(RETRY_MS, id -> send());
    }

    /** The other has been started again, or has given this node up. */
    private void startAgain() {
        fresh = true;
        missed = known;
        changed.addAll(Want.all(events));
        send();
    }

    private void said() {
        List<Runnable> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(Runnable::run);
    }
}
