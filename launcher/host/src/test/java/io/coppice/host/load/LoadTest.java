package io.coppice.host.load;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong clock = new AtomicLong();

    @AfterEach
    void stop() throws TimeoutException {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws TimeoutException {
        return future.await(20, SECONDS);
    }

    private Load load(String address, int concurrency, int requests) {
        JsonObject body = new JsonObject().put("action", "val");
        LoadSettings settings = new LoadSettings(address, body, Duration.ofSeconds(20), concurrency, requests);
        return new Load(vertx, settings, clock::get);
    }

    @Test
    void as_many_as_wanted_are_made_and_no_more_at_a_time() throws TimeoutException {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger all = new AtomicInteger();
        vertx.eventBus().<JsonObject>consumer("slow", message -> {
            assertThat(message.body()).isEqualTo(new JsonObject().put("action", "val"));
            all.incrementAndGet();
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            clock.addAndGet(1_000_000);
            vertx.setTimer(1, id -> {
                underWay.decrementAndGet();
                message.reply(1);
            });
        });
        Load load = load("slow", 4, 103);
        LoadReport report = get(load.start());
        assertThat(all).hasValue(103);
        assertThat(most).hasValue(4);
        assertThat(load.replied()).isEqualTo(103);
        assertThat(report.seconds()).isEqualTo(0.103);
        assertThat(report.latencies().count()).isEqualTo(103);
        assertThat(report.latencies().least()).isPositive();
        assertThat(report.failures()).isEmpty();
        assertThat(report.toJson().getDouble("per_second")).isEqualTo(1_000);
    }

    @Test
    void failures_are_counted_by_kind_and_are_no_latencies() throws TimeoutException {
        AtomicInteger count = new AtomicInteger();
        vertx.eventBus().consumer("odd", message -> {
            if (count.incrementAndGet() % 2 == 0) {
                message.reply(1);
            } else {
                message.fail(412, "try " + count);
            }
        });
        LoadReport report = get(load("odd", 3, 10).start());
        assertThat(report.failures()).isEqualTo(Map.of("RECIPIENT_FAILURE 412", 5));
        assertThat(report.latencies().count()).isEqualTo(5);
        assertThat(get(load("nowhere", 7, 5_000).start()).failures()).isEqualTo(Map.of("NO_HANDLERS", 5_000));
    }

    @Test
    void there_is_a_most_of_kinds() throws TimeoutException {
        AtomicInteger count = new AtomicInteger();
        vertx.eventBus().consumer("many", message -> message.fail(count.incrementAndGet(), ""));
        assertThat(get(load("many", 1, 100).start()).failures()).hasSize(21).containsEntry("other", 80);
    }

    @Test
    void one_that_is_stopped_waits_for_what_is_under_way_and_sends_no_more() throws TimeoutException {
        List<Message<Object>> waiting = new CopyOnWriteArrayList<>();
        vertx.eventBus().consumer("held", waiting::add);
        Load load = load("held", 5, 1_000);
        Future<LoadReport> report = load.start();
        await().until(() -> waiting.size() == 5);
        load.stop();
        waiting.forEach(message -> message.reply(1));
        assertThat(get(report).latencies().count()).isEqualTo(5);
        assertThat(waiting).hasSize(5);
    }
}
