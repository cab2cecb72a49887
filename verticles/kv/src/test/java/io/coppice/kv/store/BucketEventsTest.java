package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What a bucket tells of its turns, and when it tells nothing. */
class BucketEventsTest {

    private static final class FakeHome implements BucketHome {
        long now;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public long wallClock() {
            return 0;
        }

        @Override
        public void wakeIn(long nanos) {}

        @Override
        public void vacated() {}

        @Override
        public void crashed(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    private final Events events = new Events();
    private final FakeHome home = new FakeHome();
    private final Bucket bucket = new Bucket("b", home, events);
    private final List<String> told = new ArrayList<>();
    private final Subscriber<Change> changes = this::note;
    private final Subscriber<Notification> notifications = this::note;

    private void note(Change change) {
        told.add(change.kind() + " " + text(change.key()) + "=" + text(change.value()));
    }

    private void note(Notification notification) {
        told.add(notification.event().name().toLowerCase(Locale.ROOT) + " " + notification.bucket());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void turn(Runnable task) {
        bucket.offer(new Turn() {
            @Override
            public void take() {
                task.run();
            }

            @Override
            public void taken() {}

            @Override
            public void unsettled(boolean isUnknown) {}

            @Override
            public void refused(boolean crashed) {
                throw new AssertionError("refused");
            }
        });
    }

    private void put(String key, String value) {
        bucket.put(Bytes.of(key), bytes(value));
    }

    @Test
    void eachChangeOfAnEntryIsToldAsItHappens() {
        events.changes().subscribe(Bytes.of("b"), changes);

        turn(() -> put("k", "1"));
        turn(() -> {
            put("k", "2");
            put("l", "");
            bucket.delete(Bytes.of("k"));
            bucket.delete(Bytes.of("nothing"));
        });

        assertThat(told).containsExactly("SET k=1", "SET k=2", "SET l=", "DELETED k=");
    }

    @Test
    void whatIsToldOfAValueStaysWhenTheNextIsSet() {
        List<Change> kept = new ArrayList<>();
        Subscriber<Change> keeper = kept::add;
        events.changes().subscribe(Bytes.of("b"), keeper);

        turn(() -> put("k", "1"));
        turn(() -> put("k", "2"));
        turn(() -> put("k", "3"));

        assertThat(kept).extracting(change -> text(change.value())).containsExactly("1", "2", "3");
    }

    @Test
    void aNotificationComesOnceATurnAndOneMoreWhenTheBucketIsEmpty() {
        events.notifications().subscribeToAll(notifications);

        turn(() -> {
            put("k", "1");
            put("l", "2");
        });
        turn(() -> bucket.increment(Bytes.of("k"), bytes("2")));
        turn(() -> bucket.delete(Bytes.of("k")));
        turn(() -> bucket.find(Bytes.of("l")));
        turn(() -> bucket.delete(Bytes.of("l")));

        assertThat(told).containsExactly("hset b", "hincrby b", "hdel b", "hdel b", "del b");
    }

    @Test
    void whatHasExpiredIsToldBeforeTheTurnThatFindsItSo() {
        events.changes().subscribe(Bytes.of("b"), changes);
        events.notifications().subscribe(Bytes.of("b"), notifications);
        turn(() -> bucket.expireIn(bucket.put(Bytes.of("k"), bytes("1")), 10));
        told.clear();
        home.now = 10;

        turn(() -> put("l", "2"));

        assertThat(told).containsExactly("DELETED k=", "hexpired b", "del b", "SET l=2", "hset b");
    }

    @Test
    void ofOtherBucketsNothingIsTold() {
        events.changes().subscribe(Bytes.of("other"), changes);

        turn(() -> put("k", "1"));

        assertThat(told).isEmpty();
    }

    @Test
    void whoHasUnsubscribedIsToldNothing() {
        events.changes().subscribe(Bytes.of("b"), changes);
        events.changes().subscribeToAll(changes);
        events.changes().unsubscribe(Bytes.of("b"), changes);
        events.changes().unsubscribe(Bytes.of("b"), changes);
        turn(() -> put("k", "1"));
        assertThat(told).hasSize(1);
        assertThat(events.isWatched()).isTrue();

        events.changes().unsubscribeFromAll(changes);

        turn(() -> put("k", "2"));
        assertThat(told).hasSize(1);
        assertThat(events.isWatched()).isFalse();
    }

    @Test
    void aSubscriberThatFailsCrashesNoBucketAndHidesNothingFromOthers() {
        events.changes().subscribe(Bytes.of("b"), change -> {
            throw new IllegalStateException("planted");
        });
        events.changes().subscribe(Bytes.of("b"), changes);

        turn(() -> put("k", "1"));

        assertThat(told).containsExactly("SET k=1");
        assertThat(bucket.isOpen()).isTrue();
    }

    @Test
    void aBucketThatExitsWithEntriesIsDeletedToThoseToWhomAnEmptyOneDoesNotExist() {
        events.notifications().subscribe(Bytes.of("b"), notifications);
        events.changes().subscribe(Bytes.of("b"), changes);
        events.created(bucket);
        turn(() -> put("k", "1"));

        events.exited(bucket);
        events.exited(new Bucket("b", home, events));

        assertThat(told).containsExactly("CREATED =", "SET k=1", "hset b", "del b", "EXITED =", "EXITED =");
    }
}
