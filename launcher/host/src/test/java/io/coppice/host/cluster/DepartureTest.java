package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DepartureTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final AtomicBoolean safe = new AtomicBoolean(true);
    private final AtomicInteger present = new AtomicInteger(3);
    private final AtomicInteger asked = new AtomicInteger();

    private CompletableFuture<Void> clear(Duration most) {
        Departure departure = new Departure(
                () -> {
                    asked.incrementAndGet();
                    return CompletableFuture.completedStage(safe.get());
                },
                present::get,
                3,
                2);
        return departure.whenClear(most).toCompletableFuture();
    }

    private void awaitPolls() {
        int before = asked.get();
        await().until(() -> asked.get() > before + 2);
    }

    @Test
    void nothing_speaks_against_the_first_of_a_whole_cluster_nor_against_the_last() {
        assertThat(clear(LONG)).isCompleted();
        present.set(1);
        safe.set(false);
        assertThat(clear(LONG)).isCompleted();
    }

    @Test
    void it_waits_for_copies_that_are_being_made() {
        safe.set(false);
        CompletableFuture<Void> clear = clear(LONG);
        awaitPolls();
        assertThat(clear).isNotDone();
        safe.set(true);
        await().until(clear::isDone);
    }

    @Test
    void it_waits_for_a_node_that_is_missing_where_the_others_are_no_majority() {
        present.set(2);
        CompletableFuture<Void> clear = clear(LONG);
        awaitPolls();
        assertThat(clear).isNotDone();
        present.set(3);
        await().until(clear::isDone);
    }

    @Test
    void one_that_leaves_after_it_was_asked_to_is_not_missed() {
        safe.set(false);
        CompletableFuture<Void> clear = clear(LONG);
        present.set(2);
        safe.set(true);
        await().until(clear::isDone);
    }

    @Test
    void it_does_not_wait_for_ever() {
        present.set(2);
        await().until(clear(SHORT)::isDone);
    }

    @Test
    void it_does_not_wait_for_an_answer_that_does_not_come() {
        Departure departure = new Departure(CompletableFuture::new, () -> 3, 3, 2);
        await().until(departure.whenClear(SHORT).toCompletableFuture()::isDone);
    }

    @Test
    void it_is_needed_where_it_makes_the_majority() {
        assertThat(Departure.isNeeded(2, 3, 2)).isTrue();
        assertThat(Departure.isNeeded(3, 3, 2)).isFalse();
        assertThat(Departure.isNeeded(2, 2, 2)).as("nobody is missing").isFalse();
        assertThat(Departure.isNeeded(1, 1, 1)).isFalse();
        assertThat(Departure.isNeeded(4, 5, 3)).as("three are left").isFalse();
        assertThat(Departure.isNeeded(3, 5, 3)).isTrue();
        assertThat(Departure.isNeeded(2, 5, 3)).as("they are none already").isFalse();
    }
}
