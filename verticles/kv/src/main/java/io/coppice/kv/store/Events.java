package io.coppice.kv.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The events of buckets, on their way to who has subscribed to them: those of this node, and of others as their news come in.
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
    private final Topic<Change> changesHere = new Topic<>(subscriptions);
    private final Topic<Notification> notificationsHere = new Topic<>(subscriptions);
    /** Completes when other nodes tell of all that is subscribed to here. */
    private volatile Supplier<Future<Void>> reached = Future::succeededFuture;

    Events() {}

    /** Those of this Vert.x. */
    public static Events of(Vertx vertx) {
        LocalMap<String, Events> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new Events());
    }

    /** Of all nodes, as far as they tell. */
    public Topic<Change> changes() {
        return changes;
    }

    /** Of all nodes, as far as they tell. */
    public Topic<Notification> notifications() {
        return notifications;
    }

    /** Of this node's buckets alone: for who tells other nodes. */
    public Topic<Change> changesHere() {
        return changesHere;
    }

    /** Of this node's buckets alone: for who tells other nodes. */
    public Topic<Notification> notificationsHere() {
        return notificationsHere;
    }

    /** Has other nodes asked for what is subscribed to here; in place of who did that before. */
    public void reachBy(Supplier<Future<Void>> newReached) {
        reached = newReached;
    }

    /** Completes, on the caller's context, when other nodes tell of all that is subscribed to here, or cannot for now. */
    public Future<Void> reached() {
        return reached.get();
    }

    /** A change of a bucket of another node. */
    public void tell(Change change) {
        changes.publish(change.bucket(), change);
    }

    /** A notification of another node. */
    public void tell(Notification notification) {
        notifications.publish(notification.bucket(), notification);
    }

    /** Events of these buckets did not get here. */
    public void lost(Predicate<Bytes> which, long count) {
        changes.lost(which, count);
        notifications.lost(which, count);
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
        changesHere.publish(change.bucket(), change);
    }

    void publish(Bytes bucket, Notification.Event event) {
        Notification notification = new Notification(bucket, event);
        notifications.publish(bucket, notification);
        notificationsHere.publish(bucket, notification);
    }
}
