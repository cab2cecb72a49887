package io.coppice.kv.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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

    private final ConcurrentMap<Bytes, List<Consumer<T>>> toOne = new ConcurrentHashMap<>();
    private final AtomicInteger subscriptions;
    private volatile List<Consumer<T>> toAll = List.of();

    /** @param subscriptions counts those of this topic too */
    Topic(AtomicInteger subscriptions) {
        this.subscriptions = subscriptions;
    }

    /**
     * Has a subscriber told of one bucket.
     *
     * @param bucket not a probe, as it is kept
     */
    public void subscribe(Bytes bucket, Consumer<T> subscriber) {
        toOne.compute(bucket, (name, before) -> with(before, subscriber));
        subscriptions.incrementAndGet();
    }

    public void unsubscribe(Bytes bucket, Consumer<T> subscriber) {
        boolean[] found = {false};
        toOne.computeIfPresent(bucket, (name, before) -> {
            List<Consumer<T>> rest = without(before, subscriber);
            found[0] = rest.size() < before.size();
            return rest.isEmpty() ? null : rest;
        });
        if (found[0]) {
            subscriptions.decrementAndGet();
        }
    }

    public synchronized void subscribeToAll(Consumer<T> subscriber) {
        toAll = with(toAll, subscriber);
        subscriptions.incrementAndGet();
    }

    public synchronized void unsubscribeFromAll(Consumer<T> subscriber) {
        List<Consumer<T>> rest = without(toAll, subscriber);
        if (rest.size() < toAll.size()) {
            toAll = rest;
            subscriptions.decrementAndGet();
        }
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
        List<Consumer<T>> those = toOne.get(bucket);
        if (those != null) {
            those.forEach(subscriber -> tell(subscriber, event));
        }
        toAll.forEach(subscriber -> tell(subscriber, event));
    }

    /** What goes wrong with a subscriber is no fault of the bucket, which would crash of it. */
    private static <T> void tell(Consumer<T> subscriber, T event) {
        try {
            subscriber.accept(event);
        } catch (RuntimeException e) {
            LOG.error("a subscriber was not told of {}", event, e);
        }
    }
}
