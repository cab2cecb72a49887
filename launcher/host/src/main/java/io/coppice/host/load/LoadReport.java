package io.coppice.host.load;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a run.
 *
 * @param seconds from the first request to the last answer
 * @param latencies of those that were replied to
 * @param failures how many failed, by kind
 */
public record LoadReport(double seconds, Latencies latencies, Map<String, Integer> failures) {

    /** As the observer answers it; times in microseconds. */
    public JsonObject toJson() {
        JsonObject failed = new JsonObject();
        new TreeMap<>(failures).forEach(failed::put);
        return new JsonObject()
                .put("seconds", rounded(seconds, 1_000_000))
                .put("replied", latencies.count())
                .put("failures", failed)
                .put("per_second", seconds > 0 ? rounded(latencies.count() / seconds, 10) : 0)
                .put(
                        "latency_us",
                        new JsonObject()
                                .put("least", micros((double) latencies.least()))
                                .put("mean", micros(latencies.mean()))
                                .put("p50", micros((double) latencies.percentile(50)))
                                .put("p90", micros((double) latencies.percentile(90)))
                                .put("p99", micros((double) latencies.percentile(99)))
                                .put("p99_9", micros((double) latencies.percentile(99.9)))
                                .put("most", micros((double) latencies.most())));
    }

    private static double micros(double nanos) {
        return rounded(nanos / 1_000, 10);
    }

    private static double rounded(double value, double parts) {
        return Math.round(value * parts) / parts;
    }
}
