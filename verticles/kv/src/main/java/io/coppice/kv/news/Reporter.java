package io.coppice.kv.news;

import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Change;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Notification;
import io.coppice.kv.store.Outbox;
import io.coppice.kv.store.Subscriber;
import io.coppice.kv.store.Topic;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells one other node what it has asked for; used on one context.
 *
 * <p>One message is under way at a time, and what happens meanwhile waits, within the bounds of an {@link Outbox}. What is lost
 * there, or with a message that was not answered, is told of with the next that is.
 */
final class Reporter {

    private static final int MOST_EVENTS = 1_000;
    private static final int MOST_BYTES = 256 * 1024;
    private static final long RETRY_MS = 500;
    /** So often in a row nobody has answered: the other asks again when it is back. */
    private static final int MOST_FAILURES = 20;

    private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(2_000);

    private final Vertx vertx;
    private final Events events;
    private final String address;
    private final Runnable whenDeaf;
    private final Outbox<NewsMessage.Item> outbox;
    private final Subscriber<Change> ofChanges;
    private final Subscriber<Notification> ofNotifications;
    private final Set<Want> wants = new HashSet<>();
    /** How many events have not got there. */
    private long lost;

    private int failures;
    private boolean sending;
    private boolean closed;

    Reporter(Vertx vertx, Context context, Events events, String other, Runnable whenDeaf) {
        this.vertx = vertx;
        this.events = events;
        this.address = News.addressOf(other);
        this.whenDeaf = whenDeaf;
        this.outbox = new Outbox<>(NewsMessage.Item::size, () -> context.runOnContext(v -> send()), Budget.of(vertx));
        this.ofChanges = change -> outbox.offer(new NewsMessage.Item(change, null));
        this.ofNotifications = notification -> outbox.offer(new NewsMessage.Item(null, notification));
    }

    void want(Want want, boolean isWanted) {
        if (isWanted ? wants.add(want) : wants.remove(want)) {
            switch (want.kind()) {
                case CHANGES -> subscribe(events.changesHere(), want.bucket(), ofChanges, isWanted);
                case NOTIFICATIONS -> subscribe(events.notificationsHere(), want.bucket(), ofNotifications, isWanted);
            }
        }
    }

    private static <T> void subscribe(
            Topic<T> topic, @Nullable Bytes bucket, Subscriber<T> subscriber, boolean isWanted) {
        if (bucket == null) {
            if (isWanted) {
                topic.subscribeToAll(subscriber);
            } else {
                topic.unsubscribeFromAll(subscriber);
            }
        } else if (isWanted) {
            topic.subscribe(bucket, subscriber);
        } else {
            topic.unsubscribe(bucket, subscriber);
        }
    }

    void forgetAll() {
        Set.copyOf(wants).forEach(want -> want(want, false));
    }

    void close() {
        closed = true;
        forgetAll();
        outbox.close();
    }

    private void send() {
        if (sending || closed) {
            return;
        }
        NewsMessage message = new NewsMessage();
        NewsMessage.Item item = null;
        while (message.count() < MOST_EVENTS && message.size() < MOST_BYTES && (item = outbox.poll()) != null) {
            message.add(item);
        }
        long gap = lost;
        if (message.count() == 0) {
            gap += outbox.takeLost();
        }
        if (message.count() == 0 && gap == 0) {
            return;
        }
        send(message, gap);
    }

    private void send(NewsMessage message, long gap) {
        sending = true;
        lost = 0;
        vertx.eventBus().request(address, message.toBuffer(gap), OPTIONS).onComplete(reply -> {
            sending = false;
            if (reply.succeeded()) {
                failures = 0;
                send();
                return;
            }
            lost += gap + message.count();
            failures++;
            if (failures >= MOST_FAILURES) {
                whenDeaf.run();
            } else {
                vertx.setTimer(RETRY_MS, id -> send());
            }
        });
    }
}
