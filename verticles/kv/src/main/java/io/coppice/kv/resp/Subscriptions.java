package io.coppice.kv.resp;

import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Notification;
import io.coppice.kv.store.Outbox;
import io.coppice.kv.store.Subscriber;
import io.coppice.kv.store.Topic;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Request;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The channels and patterns to which one client has subscribed, and the keyspace notifications that it is still to be told.
 *
 * <p>Each notification is on two channels, {@code __keyspace@0__:BUCKET} with the event's name as the message, and
 * {@code __keyevent@0__:EVENT} with the bucket's. On any other channel there is never anything. Who has subscribed to a
 * keyspace alone takes note of nothing but its bucket; all else is looked through when it is told, on the client's thread.
 */
final class Subscriptions {

    static final int MOST = 1_024;
    /** All channels and patterns of a client together, in bytes. */
    static final int MOST_BYTES = 64 * 1024;

    private static final byte[] KEYSPACE = Request.ascii("__keyspace@0__:");
    private static final byte[] KEYEVENT = Request.ascii("__keyevent@0__:");

    /** @param toAll whether this comes of the subscription to all buckets, not of that to the bucket's own keyspace */
    private record Item(Notification notification, boolean toAll) {
        int size() {
            return notification.bucket().length();
        }
    }

    private final Events events;
    private final Map<Bytes, byte[]> channels = new LinkedHashMap<>();
    private final Map<Bytes, Glob> patterns = new LinkedHashMap<>();
    private Runnable wake = () -> {};
    private final Outbox<Item> outbox;
    private final Subscriber<Notification> ofOne = new Note(false);
    private final Subscriber<Notification> ofAll = new Note(true);
    /** How many channels and patterns need the notifications of all buckets. */
    private int wantingAll;

    private int length;
    private boolean closed;
    private long bytes;

    Subscriptions(Events events, Budget budget) {
        this.events = events;
        this.outbox = new Outbox<>(Item::size, () -> wake.run(), budget);
    }

    private final class Note implements Subscriber<Notification> {

        private final boolean toAll;

        Note(boolean toAll) {
            this.toAll = toAll;
        }

        @Override
        public void accept(Notification notification) {
            outbox.offer(new Item(notification, toAll));
        }

        @Override
        public void lost(long count) {
            outbox.lost(count);
        }
    }

    /**
     * Has other nodes tell of these channels or patterns, before they are subscribed to: so that the answer comes before the
     * first event.
     *
     * @return what ends that; to be called when they are subscribed to
     */
    Future<Runnable> reach(byte[][] wanted, boolean arePatterns) {
        Topic<Notification> topic = events.notifications();
        Subscriber<Notification> first = event -> {};
        List<Bytes> buckets = new ArrayList<>();
        boolean toAll = arePatterns;
        for (byte[] each : wanted) {
            if (!arePatterns && startsWith(each, KEYSPACE)) {
                buckets.add(bucketOf(each));
            }
            toAll |= startsWith(each, KEYEVENT);
        }
        buckets.forEach(bucket -> topic.subscribe(bucket, first));
        if (toAll) {
            topic.subscribeToAll(first);
        }
        boolean all = toAll;
        return events.reached().map(v -> () -> {
            buckets.forEach(bucket -> topic.unsubscribe(bucket, first));
            if (all) {
                topic.unsubscribeFromAll(first);
            }
        });
    }

    void opened(Runnable waker) {
        wake = waker;
    }

    /** How many there are, of both kinds. */
    int count() {
        return channels.size() + patterns.size();
    }

    /** How many bytes the channels and patterns have. */
    int length() {
        return length;
    }

    /** How many bytes of memory they need, about. */
    long bytes() {
        return bytes;
    }

    boolean isOverrun() {
        return outbox.hasLost();
    }

    Collection<byte[]> channels() {
        return List.copyOf(channels.values());
    }

    Collection<byte[]> patterns() {
        return patterns.keySet().stream().map(Bytes::toArray).toList();
    }

    void subscribe(byte[] channel) {
        if (!closed && channels.putIfAbsent(Bytes.of(channel), channel) == null) {
            changeBy(channel.length, channel.length);
            if (startsWith(channel, KEYSPACE)) {
                events.notifications().subscribe(bucketOf(channel), ofOne);
            } else if (startsWith(channel, KEYEVENT)) {
                wantAll(1);
            }
        }
    }

    void unsubscribe(byte[] channel) {
        if (channels.remove(Bytes.of(channel)) != null) {
            changeBy(-channel.length, -channel.length);
            if (startsWith(channel, KEYSPACE)) {
                events.notifications().unsubscribe(bucketOf(channel), ofOne);
            } else if (startsWith(channel, KEYEVENT)) {
                wantAll(-1);
            }
        }
    }

    void subscribeToPattern(byte[] pattern) {
        Glob glob = new Glob(pattern);
        if (!closed && patterns.putIfAbsent(Bytes.of(pattern), glob) == null) {
            changeBy(pattern.length, pattern.length + glob.size());
            wantAll(1);
        }
    }

    void unsubscribeFromPattern(byte[] pattern) {
        Glob glob = patterns.remove(Bytes.of(pattern));
        if (glob != null) {
            changeBy(-pattern.length, -pattern.length - glob.size());
            wantAll(-1);
        }
    }

    private void changeBy(int ofLength, int ofBytes) {
        length += ofLength;
        bytes += ofBytes;
    }

    void clear() {
        channels().forEach(this::unsubscribe);
        patterns().forEach(this::unsubscribeFromPattern);
    }

    void close() {
        closed = true;
        clear();
        outbox.close();
    }

    private void wantAll(int more) {
        boolean before = wantingAll > 0;
        wantingAll += more;
        if (!before && wantingAll > 0) {
            events.notifications().subscribeToAll(ofAll);
        } else if (before && wantingAll == 0) {
            events.notifications().unsubscribeFromAll(ofAll);
        }
    }

    /** @param version of the protocol */
    void push(Output out, int size, int version) {
        Item item = null;
        while (out.length() < size && (item = outbox.poll()) != null) {
            write(item, out, version);
        }
    }

    /** In Redis's order: the keyspace before the keyevent, of each the channel before the patterns. */
    private void write(Item item, Output out, int version) {
        byte[] bucket = item.notification().bucket().toArray();
        byte[] event = Request.ascii(item.notification().event().name().toLowerCase(Locale.ROOT));
        byte[] keyspace = join(KEYSPACE, bucket);
        if (!item.toAll()) {
            message(keyspace, event, out, version);
            return;
        }
        toPatterns(keyspace, event, out, version);
        byte[] keyevent = join(KEYEVENT, event);
        message(keyevent, bucket, out, version);
        toPatterns(keyevent, bucket, out, version);
    }

    private void message(byte[] channel, byte[] message, Output out, int version) {
        if (channels.containsKey(Bytes.of(channel))) {
            Resp.push(out, 3, version);
            Resp.bulk(out, "message");
            Resp.bulk(out, channel);
            Resp.bulk(out, message);
        }
    }

    private void toPatterns(byte[] channel, byte[] message, Output out, int version) {
        patterns.forEach((pattern, glob) -> {
            if (glob.matches(channel)) {
                Resp.push(out, 4, version);
                Resp.bulk(out, "pmessage");
                Resp.bulk(out, pattern.toArray());
                Resp.bulk(out, channel);
                Resp.bulk(out, message);
            }
        });
    }

    private static Bytes bucketOf(byte[] channel) {
        return Bytes.of(Arrays.copyOfRange(channel, KEYSPACE.length, channel.length));
    }

    private static boolean startsWith(byte[] channel, byte[] prefix) {
        return channel.length >= prefix.length && Arrays.equals(channel, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
