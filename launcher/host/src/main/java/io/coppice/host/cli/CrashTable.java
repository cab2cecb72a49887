package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Crashes as a table: a line each, and below it why, what was being handled, and what came of it for others. */
final class CrashTable {

    private static final String INDENT = "    ";
    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private CrashTable() {}

    static List<String> of(JsonArray crashes) {
        List<JsonObject> all = objects(crashes);
        int width = width(all);
        List<String> lines = new ArrayList<>();
        all.forEach(crash -> add(lines, crash, width));
        return lines;
    }

    private static void add(List<String> lines, JsonObject crash, int width) {
        lines.add(time(text(crash, "at")) + "  " + pad(text(crash, "path"), width) + "  " + outcome(crash));
        lines.add(INDENT + text(crash, "reason"));
        JsonObject message = crash.getJsonObject("message");
        if (message != null) {
            lines.add(INDENT + "handling a message to " + text(message, "address") + ": " + text(message, "body"));
        }
        List<JsonObject> chain = objects(crash.getJsonArray("chain", new JsonArray()));
        int chainWidth = width(chain);
        chain.forEach(
                effect -> lines.add(INDENT + "-> " + pad(text(effect, "path"), chainWidth) + "  " + outcome(effect)));
        if (crash.getBoolean("cut", false)) {
            lines.add(INDENT + "-> and more");
        }
    }

    /** As the log has it: to the millisecond, in one width. */
    private static String time(String at) {
        try {
            return MILLISECONDS.format(Instant.parse(at));
        } catch (DateTimeParseException e) {
            return at;
        }
    }

    /** {@code restarted after 12 ms, 2 failed starts}. */
    private static String outcome(JsonObject effect) {
        Double down = effect.getDouble("down_ms");
        int failed = effect.getInteger("failed_starts", 0);
        return text(effect, "outcome").replace('_', ' ')
                + (down == null ? "" : " after " + Elapsed.of(Math.round(down)))
                + (failed == 0 ? "" : ", " + failed + (failed == 1 ? " failed start" : " failed starts"));
    }

    private static List<JsonObject> objects(JsonArray array) {
        List<JsonObject> objects = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            objects.add(array.getJsonObject(i));
        }
        return objects;
    }

    private static String text(JsonObject object, String key) {
        return Printable.of(object.getString(key, "?"));
    }

    private static int width(List<JsonObject> rows) {
        return rows.stream().mapToInt(row -> text(row, "path").length()).max().orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
