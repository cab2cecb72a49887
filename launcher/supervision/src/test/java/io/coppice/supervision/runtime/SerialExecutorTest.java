package io.coppice.supervision.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

    private final ExecutorService home = Executors.newSingleThreadExecutor(task -> new Thread(task, "home"));
    private final ExecutorService guests = Executors.newFixedThreadPool(4);
    private final SerialExecutor serial = new SerialExecutor(home);
    /** Changed in turns alone. */
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void close() {
        home.shutdownNow();
        guests.shutdownNow();
    }

    private void note(String what) {
        log.add(what + (Thread.currentThread().getName().equals("home") ? " at home" : " as guest"));
    }

    /** All that was given before has run. */
    private void awaitIdle() throws InterruptedException {
        CountDownLatch idle = new CountDownLatch(1);
        serial.execute(idle::countDown);
        assertThat(idle.await(10, SECONDS)).isTrue();
    }

    @Test
    void aGuestRunsAtOnceWhereNothingIsUnderWay() {
        serial.executeHere(() -> note("one"));
        assertThat(log).containsExactly("one as guest");

        serial.executeHere(() -> note("two"));
        assertThat(log).containsExactly("one as guest", "two as guest");
    }

    @Test
    void aGuestGoesOnWithThoseOfGuestsAndLeavesTheRestToItsOwnThread() throws Exception {
        serial.executeHere(() -> {
            serial.executeHere(() -> note("two"));
            serial.execute(() -> note("three"));
            serial.executeHere(() -> note("four"));
            note("one");
        });
        awaitIdle();

        assertThat(log).containsExactly("one as guest", "two as guest", "three at home", "four at home");
    }

    @Test
    void aGuestTakesOnSoManyAndNoMore() throws Exception {
        serial.executeHere(() -> {
            for (int i = 0; i <= SerialExecutor.MOST_AS_GUEST; i++) {
                serial.executeHere(() -> note("other"));
            }
        });
        awaitIdle();

        assertThat(log).hasSize(SerialExecutor.MOST_AS_GUEST + 1);
        assertThat(log.subList(0, SerialExecutor.MOST_AS_GUEST)).containsOnly("other as guest");
        assertThat(log.get(SerialExecutor.MOST_AS_GUEST)).isEqualTo("other at home");
    }

    @Test
    void oneRunsAtATimeAndThoseOfOneThreadInOrder() throws Exception {
        int each = 20_000;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        int[] next = new int[4];
        List<String> disorder = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(4 * each);
        for (int t = 0; t < 4; t++) {
            int thread = t;
            guests.execute(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    Runnable task = () -> {
                        together.addAndGet(inside.incrementAndGet() - 1);
                        if (next[thread]++ != number) {
                            disorder.add(thread + ": " + number);
                        }
                        inside.decrementAndGet();
                        done.countDown();
                    };
                    if (i % 3 == 0) {
                        serial.execute(task);
                    } else {
                        serial.executeHere(task);
                    }
                }
            });
        }

        assertThat(done.await(60, SECONDS)).isTrue();
        assertThat(together).hasValue(0);
        assertThat(disorder).isEmpty();
        assertThat(next).containsOnly(each);
    }

    @Test
    void whatATaskThrowsIsNotTheNextOnesBusiness() throws Exception {
        List<Throwable> uncaught = new ArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
        try {
            serial.executeHere(() -> {
                throw new IllegalStateException("one");
            });
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        serial.executeHere(() -> note("two"));
        awaitIdle();

        assertThat(uncaught).singleElement().hasToString("java.lang.IllegalStateException: one");
        assertThat(log).containsExactly("two as guest");
    }

    @Test
    void aClosedOneRefuses() throws Exception {
        awaitIdle();
        serial.shutdown();

        assertThatThrownBy(() -> serial.execute(() -> note("one"))).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> serial.executeHere(() -> note("two"))).isInstanceOf(RejectedExecutionException.class);
        assertThat(log).isEmpty();
    }

    @Test
    void oneWhoseThreadIsGoneRefusesAndStaysClosed() {
        home.shutdownNow();

        assertThatThrownBy(() -> serial.execute(() -> note("one"))).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> serial.executeHere(() -> note("two"))).isInstanceOf(RejectedExecutionException.class);
        assertThat(log).isEmpty();
    }
}
