package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BucketTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A home with a clock that the test moves; a wake-up is due when the clock has come to it. */
    private static final class Home implements BucketHome {
        long now = Long.MAX_VALUE / 2;
        long wake = Long.MAX_VALUE;
        int vacated;
        final List<Throwable> crashes = new ArrayList<>();

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
        public void wakeIn(long nanos) {
            wake = now + nanos;
        }

        @Override
        public void vacated() {
            vacated++;
        }

        @Override
        public void crashed(Throwable cause) {
            crashes.add(cause);
        }
    }

    private final Home home = new Home();
    private final Bucket bucket = new Bucket("b", home);
    private final List<String> refusals = new ArrayList<>();

    private void turn(Runnable task) {
        boolean over = bucket.offer(new Turn() {
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
                refusals.add(crashed ? "crashed" : "gone");
            }
        });
        assertThat(over).isTrue();
    }

    private void put(String key, String value) {
        turn(() -> bucket.put(Bytes.of(key), value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private void putFor(String key, long nanos) {
        turn(() -> bucket.expireIn(bucket.put(Bytes.of(key), new byte[] {1}), nanos));
    }

    private long version(String key) {
        Entry entry = bucket.find(Bytes.of(key));
        return entry == null ? 0 : entry.version();
    }

    /** As the verticle's timer: it comes when it was asked for, and only then. */
    private void pass(long nanos) {
        long end = home.now + nanos;
        while (home.wake <= end) {
            home.now = home.wake;
            home.wake = Long.MAX_VALUE;
            turn(() -> {});
        }
        home.now = end;
    }

    @Test
    void aVersionIsGreaterThanEveryOneBeforeEvenOfAKeyThatWasAway() {
        put("a", "1");
        long first = version("a");
        put("b", "1");
        put("a", "2");
        long second = version("a");
        turn(() -> bucket.delete(Bytes.of("a")));
        assertThat(version("a")).isZero();
        put("a", "1");
        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first);
        assertThat(version("a")).isGreaterThan(second);
    }

    @Test
    void anEntryIsThereUntilItsTimeIsOver() {
        putFor("a", SECOND);
        pass(SECOND - 1);
        assertThat(bucket.size()).isEqualTo(1);
        pass(1);
        assertThat(bucket.size()).isZero();
    }

    @Test
    void anEntryWhoseTimeIsOverIsGoneForTheNextTurnThoughTheTimerIsLate() {
        putFor("a", SECOND);
        home.now += SECOND;
        turn(() -> assertThat(bucket.find(Bytes.of("a"))).isNull());
        assertThat(home.crashes).isEmpty();
    }

    /** The timer was for an entry that lives longer by now; the next one's time is still kept. */
    @Test
    void theNextGoesInTimeWhenTheFirstWasGivenAnotherValue() {
        putFor("first", SECOND);
        putFor("second", 10 * SECOND);
        put("first", "stays");
        pass(11 * SECOND);
        assertThat(bucket.find(Bytes.of("first"))).isNotNull();
        assertThat(bucket.size()).isEqualTo(1);
    }

    @Test
    void theyGoInTheOrderOfTheirTimes() {
        putFor("c", 3 * SECOND);
        putFor("a", SECOND);
        putFor("b", 2 * SECOND);
        for (int left = 2; left >= 0; left--) {
            pass(SECOND);
            assertThat(bucket.size()).isEqualTo(left);
        }
        assertThat(home.wake).as("nothing more to wake for").isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTimeBeyondTheClocksEndIsForEver() {
        putFor("a", Long.MAX_VALUE - 1);
        putFor("b", Long.MAX_VALUE);
        turn(() -> bucket.forEach(entry -> assertThat(bucket.timeToLive(entry)).isEqualTo(Long.MAX_VALUE)));
        assertThat(home.crashes).isEmpty();
    }

    @Test
    void aCrashInATurnRefusesItAndTheRest() {
        IllegalStateException planted = new IllegalStateException("planted");
        turn(() -> {
            throw planted;
        });
        turn(() -> {});

        assertThat(home.crashes).containsExactly(planted);
        assertThat(refusals).containsExactly("crashed", "gone");
        assertThat(bucket.isOpen()).isFalse();
    }

    @Test
    void whatWaitsWhenItCrashesIsRefusedToo() {
        turn(() -> {
            bucket.offer(new Turn() {
                @Override
                public void take() {}

                @Override
                public void taken() {
                    refusals.add("told");
                }

                @Override
                public void unsettled(boolean isUnknown) {}

                @Override
                public void refused(boolean crashed) {
                    refusals.add("gone");
                }
            });
            throw new IllegalStateException("planted");
        });
        assertThat(refusals).containsExactly("crashed", "gone", "told");
    }

    @Test
    void tellsThatItIsEmptyOnlyIfItIs() {
        put("a", "1");
        turn(bucket::vacateIfEmpty);
        assertThat(home.vacated).isZero();
        turn(() -> {
            bucket.delete(Bytes.of("a"));
            bucket.vacateIfEmpty();
        });
        assertThat(home.vacated).isEqualTo(1);
    }

    @Test
    void oneThatDoesNotExistRefusesEveryTurn() {
        Bucket.absent("none").offer(new Turn() {
            @Override
            public void take() {
                throw new AssertionError();
            }

            @Override
            public void taken() {}

            @Override
            public void unsettled(boolean isUnknown) {}

            @Override
            public void refused(boolean crashed) {
                refusals.add("gone");
            }
        });
        assertThat(refusals).containsExactly("gone");
    }
}
