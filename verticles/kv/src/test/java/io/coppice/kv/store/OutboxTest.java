package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final AtomicInteger woken = new AtomicInteger();
    private final Budget budget = new Budget();
    private final Outbox<String> outbox = new Outbox<>(String::length, woken::incrementAndGet, budget);

    @Test
    void whatIsOfferedIsTakenInOrder() {
        outbox.offer("a");
        outbox.offer("b");

        assertThat(outbox.poll()).isEqualTo("a");
        assertThat(outbox.poll()).isEqualTo("b");
        assertThat(outbox.poll()).isNull();
        assertThat(outbox.takeLost()).isZero();
    }

    @Test
    void itWakesOnceUntilAllIsTaken() {
        outbox.offer("a");
        outbox.offer("b");
        assertThat(woken).hasValue(1);
        outbox.poll();
        outbox.offer("c");
        assertThat(woken).as("two are still to be taken").hasValue(1);
        outbox.poll();
        outbox.poll();
        assertThat(outbox.poll()).isNull();

        outbox.offer("d");

        assertThat(woken).hasValue(2);
    }

    @Test
    void beyondSoManyEventsAllAreLostUntilTheRestIsTaken() {
        for (int i = 0; i < Outbox.MOST_EVENTS; i++) {
            outbox.offer("x");
        }
        assertThat(outbox.hasLost()).isFalse();
        outbox.offer("lost");
        outbox.poll();
        outbox.offer("lost too, though there is room: one gap, not many");
        assertThat(outbox.hasLost()).isTrue();
        assertThat(outbox.takeLost())
                .as("not before what comes before them is taken")
                .isZero();
        for (int i = 1; i < Outbox.MOST_EVENTS; i++) {
            assertThat(outbox.poll()).isEqualTo("x");
        }

        assertThat(outbox.poll()).isNull();
        assertThat(outbox.takeLost()).isEqualTo(2);
        outbox.offer("behind the gap");
        assertThat(outbox.poll()).isEqualTo("behind the gap");
        assertThat(outbox.hasLost()).isFalse();
    }

    @Test
    void theFirstThatIsLostWakesSoThatOneWhoIsStuckCanBeCutOff() {
        for (int i = 0; i < Outbox.MOST_EVENTS + 3; i++) {
            outbox.offer("x");
        }

        assertThat(woken).hasValue(2);
    }

    @Test
    void itIsBoundedByBytesToo() {
        String quarter = "x".repeat(Outbox.MOST_BYTES / 4);
        for (int i = 0; i < 5; i++) {
            outbox.offer(quarter);
        }

        for (int i = 0; i < 4; i++) {
            assertThat(outbox.poll()).isNotNull();
        }
        assertThat(outbox.poll()).isNull();
        assertThat(outbox.takeLost()).isEqualTo(1);
        outbox.offer(quarter);
        assertThat(outbox.poll()).as("what was taken takes no room").isNotNull();
    }

    @Test
    void oneThatIsLargerThanTheBoundPassesAlone() {
        outbox.offer("x".repeat(Outbox.MOST_BYTES + 1));
        outbox.offer("y");

        assertThat(outbox.poll()).isNotNull();
        assertThat(outbox.poll()).isNull();
        assertThat(outbox.takeLost()).isEqualTo(1);
    }

    /** Each alone is far from its own bound. */
    @Test
    void whereAllTogetherHoldTooMuchTheOneWithTheMostLosesEvents() {
        budget.limitTo(100 * 1024);
        Outbox<String> other = new Outbox<>(String::length, () -> {}, budget);
        other.offer("x".repeat(10 * 1024));
        String event = "x".repeat(20 * 1024);
        for (int i = 0; i < 10; i++) {
            outbox.offer(event);
        }
        assertThat(outbox.hasLost()).isTrue();
        other.offer("y");
        assertThat(other.hasLost()).as("it holds little").isFalse();
        assertThat(budget.held()).isLessThan(130 * 1024);

        for (int i = 0; i < 5; i++) {
            assertThat(outbox.poll()).isNotNull();
        }
        assertThat(outbox.poll()).isNull();
        assertThat(outbox.takeLost()).isEqualTo(5);
        outbox.offer(event);
        assertThat(outbox.poll()).as("there is room again").isNotNull();
    }

    @Test
    void manySmallEventsCountToo() {
        for (int i = 0; i < 10_000; i++) {
            outbox.offer("");
        }

        assertThat(budget.held()).isGreaterThan(500_000);
    }

    @Test
    void whatIsClosedHoldsNothingAndTakesNothing() {
        outbox.offer("x".repeat(100_000));
        assertThat(budget.held()).isGreaterThanOrEqualTo(100_000);

        outbox.close();
        outbox.offer("y");

        assertThat(budget.held()).isZero();
        assertThat(outbox.poll()).isNull();
        assertThat(outbox.hasLost()).isFalse();
        assertThat(woken).hasValue(1);
    }

    /** Each event is taken or counted as lost, and the taker is always woken for what is there. */
    @Test
    void ofManyThreadsNothingGoesUncounted() throws InterruptedException {
        int threads = 4;
        int each = 200_000;
        CountDownLatch wakes = new CountDownLatch(1);
        Outbox<Integer> shared = new Outbox<>(event -> 1, wakes::countDown, budget);
        List<Thread> offering = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                for (int event = 0; event < each; event++) {
                    shared.offer(event);
                }
            });
            offering.add(thread);
            thread.start();
        }
        wakes.await();
        long counted = 0;
        boolean ended = false;
        while (!ended) {
            ended = offering.stream().noneMatch(Thread::isAlive);
            while (shared.poll() != null) {
                counted++;
            }
            counted += shared.takeLost();
        }
        while (shared.poll() != null) {
            counted++;
        }
        assertThat(counted + shared.takeLost()).isEqualTo((long) threads * each);
    }
}
