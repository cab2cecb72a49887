package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {

    /** A home whose thread runs when the test says so. */
    private static class Home implements BucketHome {
        final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public long now() {
            return 0;
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

        void run() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
        }
    }

    private abstract static class Told implements Turn {
        @Override
        public void taken() {}

        @Override
        public void unsettled(boolean isUnknown) {}

        @Override
        public void refused(boolean crashed) {
            throw new AssertionError("refused");
        }
    }

    private static Turn turn(Runnable task, Runnable taken) {
        return new Told() {
            @Override
            public void take() {
                task.run();
            }

            @Override
            public void taken() {
                taken.run();
            }
        };
    }

    private final Home home = new Home();
    private final Bucket bucket = new Bucket("b", home);

    @Test
    void whoFindsTheBucketIdleHasItsTurnAtOnceAndIsNotTold() {
        List<String> events = new ArrayList<>();
        assertThat(bucket.offer(turn(() -> events.add("turn"), () -> events.add("told"))))
                .isTrue();
        assertThat(events).containsExactly("turn");
    }

    @Test
    void whoFindsItBusyHasItsTurnAfterAndIsTold() {
        List<String> events = new ArrayList<>();
        Turn second = turn(() -> events.add("second"), () -> events.add("told"));
        bucket.offer(turn(
                () -> {
                    assertThat(bucket.offer(second)).isFalse();
                    events.add("first");
                },
                () -> events.add("never")));
        assertThat(events).containsExactly("first", "second", "told");
    }

    /** A thread that comes by does not work for others for ever: the bucket's own does. */
    @Test
    void after256TurnsOfOthersTheRestGoesHome() {
        List<Integer> done = new ArrayList<>();
        bucket.offer(turn(
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        int number = i;
                        bucket.offer(turn(() -> done.add(number), () -> {}));
                    }
                },
                () -> {}));
        assertThat(done).hasSize(256);
        assertThat(home.tasks).hasSize(1);
        assertThat(bucket.offer(turn(() -> done.add(1_000), () -> {}))).isFalse();

        home.run();
        assertThat(done).hasSize(512);
        while (!home.tasks.isEmpty()) {
            home.run();
        }
        assertThat(done).hasSize(1_001).isSorted();
        assertThat(bucket.offer(turn(() -> {}, () -> {}))).as("idle again").isTrue();
    }

    /**
     * Many threads, each with its own numbers: every turn is taken exactly once, no two at the same time, those of one thread
     * in its order, and it is told of exactly those that were not over when {@code offer} returned.
     */
    @Test
    void manyThreadsAtOnce() throws InterruptedException {
        int threads = 4;
        int turns = 50_000;
        AtomicBoolean busy = new AtomicBoolean();
        List<String> faults = new ArrayList<>();
        // Plain, on purpose: what turns do to a bucket is seen by the next turn.
        int[] next = new int[threads];
        AtomicInteger told = new AtomicInteger();
        AtomicInteger left = new AtomicInteger();
        CountDownLatch offered = new CountDownLatch(threads);
        AtomicBoolean over = new AtomicBoolean();
        Thread own = new Thread(() -> {
            while (!over.get() || !home.tasks.isEmpty()) {
                home.run();
                Thread.onSpinWait();
            }
        });
        own.start();
        List<Thread> offering = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Thread each = new Thread(() -> {
                for (int i = 0; i < turns; i++) {
                    int number = i;
                    Turn turn = turn(
                            () -> {
                                if (!busy.compareAndSet(false, true)) {
                                    faults.add("two turns at once");
                                }
                                if (next[thread] != number && faults.size() < 10) {
                                    faults.add(thread + ": " + number + " came instead of " + next[thread]);
                                }
                                next[thread]++;
                                busy.set(false);
                            },
                            told::incrementAndGet);
                    if (!bucket.offer(turn)) {
                        left.incrementAndGet();
                    }
                }
                offered.countDown();
            });
            offering.add(each);
            each.start();
        }
        offered.await();
        over.set(true);
        own.join();
        for (Thread each : offering) {
            each.join();
        }

        assertThat(faults).isEmpty();
        assertThat(next).containsOnly(turns);
        assertThat(told.get()).isEqualTo(left.get());
    }

    @Test
    void aTurnMayOfferFurtherTurns() {
        Queue<String> events = new ArrayDeque<>();
        bucket.offer(turn(
                () -> bucket.offer(turn(
                        () -> bucket.offer(turn(() -> events.add("third"), () -> events.add("told of third"))),
                        () -> events.add("told of second"))),
                () -> {}));
        assertThat(events).containsExactly("told of second", "third", "told of third");
    }
}
