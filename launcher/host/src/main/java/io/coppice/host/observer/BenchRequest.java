package io.coppice.host.observer;

import io.coppice.host.load.LoadSettings;
import io.coppice.host.observer.BusRequest.BadRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** What load is asked for: a {@link BusRequest} with {@code "concurrency"} and {@code "requests"}. */
final class BenchRequest {

    private static final List<String> KNOWN = List.of("concurrency", "requests");
    private static final int DEFAULT_CONCURRENCY = 50;
    private static final int DEFAULT_REQUESTS = 10_000;

    private BenchRequest() {}

    static LoadSettings of(Buffer text) throws BadRequest {
        JsonObject json = BusRequest.json(text);
        BusRequest request = BusRequest.of(json, KNOWN);
        return new LoadSettings(
                request.address(),
                request.body(),
                Duration.ofMillis(request.timeoutMillis()),
                whole(json, "concurrency", DEFAULT_CONCURRENCY, LoadSettings.MOST_AT_A_TIME),
                whole(json, "requests", DEFAULT_REQUESTS, LoadSettings.MOST_REQUESTS));
    }

    private static int whole(JsonObject json, String field, int byDefault, int most) throws BadRequest {
        Object value = json.getValue(field, byDefault);
        if (value instanceof Integer number && number >= 1 && number <= most) {
            return number;
        }
        throw new BadRequest("\"" + field + "\" must be a whole number from 1 to " + most + ", not " + value);
    }
}
