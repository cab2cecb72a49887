package io.coppice.kv.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscribers to one kind of events, of one bucket by its name or of all.
 *
 * <p>A subscriber is called on the thread of whom it is told of, in the bucket's turn, so it must only take note
 * ({@link Outbox}). It is known by its identity. A name may be subscribed to before there is a bucket.
 */
public final class Topic<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Topic.class);

    private final ConcurrentMap<Bytes, List<Subscriber<T>>> toOne = new ConcurrentHashMap<>();
    private final AtomicInteger subscriptions;
    private volatile List<Subscriber<T>> toAll = List.of();
    /** Told when a name, or null for all, has its first subscriber, or has lost its last. */
    private volatile Consumer<@Nullable Bytes> watcher = name -> {};

    /** @param subscriptions counts those of this topic too */
    Topic(AtomicInteger subscriptions) {
        this.subscriptions = subscriptions;
    }

    /**
     * Has a subscriber told of one bucket.
     *
     * @param bucket not a probe, as it is kept
     */
    public void subscribe(Bytes bucket, Subscriber<T> subscriber) {
        List<Subscriber<T>> now = toOne.compute(bucket, (name, before) -> with(before, subscriber));
        subscriptions.incrementAndGet();
        if (now.size() == 1) {
            watcher.accept(bucket);
        }
    }

    public void unsubscribe(Bytes bucket, Subscriber<T> subscriber) {
        boolean[] found = {false};
        toOne.computeIfPresent(bucket, (name, before) -> {
            List<Subscriber<T>> rest = without(before, subscriber);
            found[0] = rest.size() < before.size();
            return rest.isEmpty() ? null : rest;
        });
        if (found[0]) {
            subscriptions.decrementAndGet();
            if (!toOne.containsKey(bucket)) {
                watcher.accept(bucket);
            }
        }
    }

    public synchronized void subscribeToAll(Subscriber<T> subscriber) {
        toAll = with(toAll, subscriber);
        subscriptions.incrementAndGet();
        watcher.accept(null);
    }

    public synchronized void unsubscribeFromAll(Subscriber<T> subscriber) {
        List<Subscriber<T>> rest = without(toAll, subscriber);
        if (rest.size() < toAll.size()) {
            toAll = rest;
            subscriptions.decrementAndGet();
            watcher.accept(null);
        }
    }

    /** Has this one told from now on of what is subscribed to; in place of the one before. */
    public void watch(Consumer<@Nullable Bytes> newWatcher) {
        watcher = newWatcher;
    }

    /** The names that have subscribers. */
    public Set<Bytes> names() {
        return Set.copyOf(toOne.keySet());
    }

    public boolean hasSubscribers(Bytes bucket) {
        return toOne.containsKey(bucket);
    }

    /** Whether somebody has subscribed to all. */
    public boolean isToAll() {
        return !toAll.isEmpty();
    }

    /** Tells all who have subscribed to one of these, or to all, that they have missed something; each once. */
    void lost(Predicate<Bytes> which, long count) {
        Set<Subscriber<T>> those = Collections.newSetFromMap(new IdentityHashMap<>());
        toOne.forEach((bucket, subscribers) -> {
            if (which.test(bucket)) {
                those.addAll(subscribers);
            }
        });
        those.addAll(toAll);
        those.forEach(subscriber -> subscriber.lost(count));
    }

    private static <S> List<S> with(@Nullable List<S> before, S one) {
        List<S> more = before == null ? new ArrayList<>(1) : new ArrayList<>(before);
        more.add(one);
        return more;
    }

    private static <S> List<S> without(List<S> before, S one) {
        return before.stream().filter(each -> each != one).toList();
    }

    /** Tells those of this bucket first, and then those of all. */
    void publish(Bytes bucket, T event) {
        List<Subscriber<T>> those = toOne.get(bucket);
        if (those != null) {
            those.forEach(subscriber -> tell(subscriber, event));
        }
        toAll.forEach(subscriber -> tell(subscriber, event));
    }

    /** What goes wrong with a subscriber is no fault of the bucket, which would crash of it. */
    private static <T> void tell(Subscriber<T> subscriber, T event) {
        try {
            subscriber.accept(event);
        } catch (RuntimeException e) {
            LOG.error("a subscriber was not told of {}", event, e);
        }
    }
}
