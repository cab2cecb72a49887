package io.coppice.host.observer;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of server-sent events, by the letter of their specification as far as it is needed. */
final class EventReader implements AutoCloseable {

    /** One event as it was received. */
    record Received(String id, String type, JsonObject data) {}

    final HttpResponse<?> response;
    private final BufferedReader reader;
    private String id = "";

    EventReader(HttpResponse<InputStream> response) {
        this.response = response;
        this.reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The next event, for which it waits; null at the end. */
    @Nullable
    Received next() throws IOException {
        String type = "message";
        List<String> data = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isEmpty() && !data.isEmpty()) {
                return new Received(id, type, new JsonObject(String.join("\n", data)));
            }
            int colon = line.indexOf(':');
            switch (line.substring(0, Math.max(0, colon))) {
                case "id" -> id = line.substring(colon + 2);
                case "event" -> type = line.substring(colon + 2);
                case "data" -> data.add(line.substring(colon + 2));
                default -> {} // A comment, the time to reconnect, or the end of no event.
            }
        }
        return null;
    }

    Received take() throws IOException {
        Received next = next();
        if (next == null) {
            throw new AssertionError("the stream has ended");
        }
        return next;
    }

    /** The id that a new connection would go on from. */
    String lastId() {
        return id;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
