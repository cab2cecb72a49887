package io.coppice.kv.store;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The events of this node's buckets, on their way to who has subscribed to them.
 *
 * <p>Of one bucket they come in the order in which they happened: created, then what its turns did, then exited, each told
 * before the next begins. As the table, this belongs to no verticle, so that no subscription is lost in a crash.
 */
public final class Events implements Shareable {

    /** For buckets of which nobody is ever told. */
    static final Events NOBODYS = new Events();

    private static final String KEY = "coppice.kv.events";

    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Topic<Change> changes = new Topic<>(subscriptions);
    private final Topic<Notification> notifications = new Topic<>(subscriptions);

    Events() {}

    /** Those of this Vert.x. */
    public static Events of(Vertx vertx) {
        LocalMap<String, Events> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new Events());
    }

    public Topic<Change> changes() {
        return changes;
    }

    public Topic<Notification> notifications() {
        return notifications;
    }

    /** Whether anybody has subscribed to anything: all that a change costs where nobody has. */
    boolean isWatched() {
        return subscriptions.get() > 0;
    }

    /** To be called in the bucket's turn, when it is in the table. */
    public void created(Bucket bucket) {
        publish(Change.of(Change.Kind.CREATED, bucket.key()));
    }

    /** To be called when it is out of the table and takes no more turns. */
    public void exited(Bucket bucket) {
        if (bucket.size() > 0) {
            publish(bucket.key(), Notification.Event.DEL);
        }
        publish(Change.of(Change.Kind.EXITED, bucket.key()));
    }

    void publish(Change change) {
        changes.publish(change.bucket(), change);
    }

    void publish(Bytes bucket, Notification.Event event) {
        notifications.publish(bucket, new Notification(bucket, event));
    }
}
