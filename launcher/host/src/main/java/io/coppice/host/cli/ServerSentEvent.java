package io.coppice.host.cli;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One event of a node's stream. */
record ServerSentEvent(String id, String type, JsonObject data) {

    /** Longer than any that a node sends; what answers with more is no node. */
    private static final int LONGEST_LINE = 1024 * 1024;

    /** Reads all of a stream whose data is JSON objects of one line each, as a node's is. */
    static void readAll(InputStream in, Consumer<ServerSentEvent> consumer) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String id = "";
        String type = "message";
        String data = "";
        for (String line = line(reader); line != null; line = line(reader)) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    consumer.accept(new ServerSentEvent(id, type, new JsonObject(data)));
                }
                type = "message";
                data = "";
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            }
        }
    }

    private static @Nullable String line(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c != '\n'; c = reader.read()) {
            if (c < 0) {
                return null;
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("a line of more than " + LONGEST_LINE + " characters");
            }
            line.append((char) c);
        }
        return line.toString();
    }
}
