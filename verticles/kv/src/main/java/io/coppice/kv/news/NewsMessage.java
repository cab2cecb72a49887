package io.coppice.kv.news;

import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Change;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Notification;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Events on their way from one node to another, as bytes: how many were lost before them, then each with its kind. */
final class NewsMessage {

    /** One event: a change, or a notification. */
    record Item(@Nullable Change change, @Nullable Notification notification) {

        int size() {
            if (change != null) {
                return change.size();
            }
            return notification == null ? 0 : notification.bucket().length();
        }
    }

    private static final byte VERSION = 1;
    private static final byte CHANGE = 'c';
    private static final byte NOTIFICATION = 'n';

    private final Buffer buffer = Buffer.buffer().appendByte(VERSION).appendLong(0);
    private int count;

    void add(Item item) {
        Change change = item.change();
        Notification notification = item.notification();
        if (change != null) {
            buffer.appendByte(CHANGE);
            add(change.kind().name().getBytes(StandardCharsets.US_ASCII));
            add(change.bucket().toArray());
            add(change.key());
            add(change.value());
        } else if (notification != null) {
            buffer.appendByte(NOTIFICATION);
            add(notification.event().name().getBytes(StandardCharsets.US_ASCII));
            add(notification.bucket().toArray());
        }
        count++;
    }

    private void add(byte[] bytes) {
        buffer.appendInt(bytes.length).appendBytes(bytes);
    }

    int count() {
        return count;
    }

    int size() {
        return buffer.length();
    }

    Buffer toBuffer(long lost) {
        return buffer.setLong(1, lost);
    }

    /**
     * Tells what is in a message.
     *
     * @return how many events were lost before it
     * @throws IllegalArgumentException for what is no such message
     */
    static long tell(Buffer buffer, Events events) {
        try {
            if (buffer.getByte(0) != VERSION) {
                throw new IllegalArgumentException("news of version " + buffer.getByte(0) + ", not " + VERSION);
            }
            new Reader(buffer, events).tellAll();
            return buffer.getLong(1);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("news that are not whole", e);
        }
    }

    private static final class Reader {

        private final Buffer buffer;
        private final Events events;
        private int at = 1 + Long.BYTES;

        Reader(Buffer buffer, Events events) {
            this.buffer = buffer;
            this.events = events;
        }

        void tellAll() {
            while (at < buffer.length()) {
                byte type = buffer.getByte(at++);
                String name = new String(next(), StandardCharsets.US_ASCII);
                Bytes bucket = Bytes.of(next());
                if (type == NOTIFICATION) {
                    events.tell(new Notification(bucket, Notification.Event.valueOf(name)));
                } else {
                    events.tell(new Change(Change.Kind.valueOf(name), bucket, next(), next()));
                }
            }
        }

        private byte[] next() {
            int length = buffer.getInt(at);
            at += Integer.BYTES + length;
            return buffer.getBytes(at - length, at);
        }
    }
}
