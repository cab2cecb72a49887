package io.coppice.kv.news;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.store.Events;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> told = new ArrayList<>();
    private final Feed feed = new Feed(vertx, Events.of(vertx), "a", "b", () -> told.add("missed"));

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void who_waits_for_one_that_is_closed_is_called_back() {
        feed.close();
        feed.whenSaid(() -> told.add("said"));
        assertThat(told).containsExactly("said");
    }
}
