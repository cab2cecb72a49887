package io.coppice.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class BenchTableTest {

    @Test
    void the_sums_and_the_percentiles_are_a_line_each() {
        JsonObject latencies = new JsonObject()
                .put("least", 21.3)
                .put("p50", 102)
                .put("p90", 180.2)
                .put("p99", 1_250.5)
                .put("p99_9", 2_000.4)
                .put("most", 21_000.1)
                .put("mean", 123.4);
        JsonObject measured = new JsonObject()
                .put("seconds", 0.4201)
                .put("replied", 10_000)
                .put("per_second", 23_803.8)
                .put("latency_us", latencies);
        assertThat(BenchTable.of(measured, "counter.a", 50))
                .containsExactly(
                        "counter.a: 10,000 replies, 50 at a time, in 0.42 s: 23,804 a second",
                        "  least          21.3 us",
                        "  50 %          102.0 us",
                        "  90 %          180.2 us",
                        "  99 %        1,250.5 us",
                        "  99.9 %      2,000.4 us",
                        "  most       21,000.1 us",
                        "  mean          123.4 us");
    }

    @Test
    void the_bar_covers_the_one_before() {
        ProgressBar bar = new ProgressBar(10_000);
        assertThat(bar.line(new JsonObject().put("replied", 3_990).put("failed", 10)))
                .startsWith("[#########---------------]  40 %, 4,000 of 10,000, 10 failed ")
                .hasSize(ProgressBar.WIDTH);
        assertThat(new ProgressBar(10_000_000).line(new JsonObject().put("failed", 10_000_000)))
                .startsWith("[" + "#".repeat(24) + "] 100 %")
                .hasSize(ProgressBar.WIDTH);
    }
}
