package io.coppice.host.cli;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run has measured, as a table: a line of sums, and below it how long the answers took. */
final class BenchTable {

    /** The keys of the node's answer, and what people call them. */
    private static final List<Map.Entry<String, String>> ROWS = List.of(
            Map.entry("least", "least"),
            Map.entry("p50", "50 %"),
            Map.entry("p90", "90 %"),
            Map.entry("p99", "99 %"),
            Map.entry("p99_9", "99.9 %"),
            Map.entry("most", "most"),
            Map.entry("mean", "mean"));

    private BenchTable() {}

    static List<String> of(JsonObject measured, String address, int concurrency) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: %,d replies, %d at a time, in %.2f s: %,.0f a second",
                address,
                measured.getLong("replied", 0L),
                concurrency,
                measured.getDouble("seconds", 0.0),
                measured.getDouble("per_second", 0.0)));
        JsonObject latencies = measured.getJsonObject("latency_us", new JsonObject());
        for (Map.Entry<String, String> row : ROWS) {
            double micros = latencies.getDouble(row.getKey(), 0.0);
            lines.add(String.format(Locale.ROOT, "  %-6s %,12.1f us", row.getValue(), micros));
        }
        return lines;
    }
}
