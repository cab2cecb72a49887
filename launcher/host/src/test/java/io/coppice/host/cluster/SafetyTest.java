package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SafetyTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Test
    void those_who_ask_meanwhile_share_one_answer() {
        Safety safety = new Safety(() -> asked.incrementAndGet() > 0, tasks::add);
        CompletableFuture<Boolean> first = safety.isSafe().toCompletableFuture();
        CompletableFuture<Boolean> second = safety.isSafe().toCompletableFuture();
        assertThat(first).isNotDone();
        Objects.requireNonNull(tasks.poll()).run();
        assertThat(first).isCompletedWithValue(true);
        assertThat(second).isCompletedWithValue(true);
        assertThat(tasks).isEmpty();
        assertThat(asked).hasValue(1);
        safety.isSafe();
        assertThat(tasks).hasSize(1);
    }

    @Test
    void it_asks_until_the_cluster_is_safe_whatever_goes_wrong() throws Exception {
        Safety safety = new Safety(
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new IllegalStateException("a node is silent");
                    }
                    return asked.get() == 3;
                },
                Runnable::run);
        safety.whenSafe().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(asked).hasValue(3);
    }

    @Test
    void nobody_asks_when_the_node_leaves() {
        Safety safety = new Safety(() -> asked.incrementAndGet() < 0, Runnable::run);
        CompletableFuture<Void> waiting = safety.whenSafe().toCompletableFuture();
        safety.leave();
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasMessageContaining("leaves the cluster");
        int before = asked.get();
        assertThat(safety.isSafe().toCompletableFuture()).isCompletedWithValue(false);
        assertThat(asked).hasValue(before);
    }
}
