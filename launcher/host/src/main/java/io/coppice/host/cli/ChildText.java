package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One child, as {@code inspect} prints it: its instances, its spec a line a key, and its last crash. */
final class ChildText {

    private static final String INDENT = "    ";

    private ChildText() {}

    static List<String> of(JsonObject child) {
        List<String> lines = new ArrayList<>();
        List<JsonObject> instances = objects(child.getJsonArray("instances", new JsonArray()));
        List<List<String>> rows = instances.stream()
                .map(one -> ChildRow.of(Printable.of(one.getString("path", "?")), one))
                .toList();
        lines.addAll(
                rows.isEmpty() ? List.of(Printable.of(child.getString("path", "?"))) : ChildRow.lines(rows, false));
        for (JsonObject one : instances) {
            if (one.containsKey("reason") && !ChildRow.showsReason(one)) {
                lines.add(INDENT + Printable.of(one.getString("id", "?") + ": " + one.getString("reason")));
            }
            if (one.getLong("server_errors", 0L) > 0) {
                lines.add(INDENT + Printable.of(one.getString("id", "?")) + ": " + one.getLong("server_errors")
                        + " answers were the server's fault");
            }
        }
        section(lines, "children", child.getJsonObject("counts"));
        section(lines, "spec", child.getJsonObject("spec"));
        if (child.containsKey("last_crash")) {
            lines.add("last crash");
            CrashTable.of(new JsonArray().add(child.getJsonObject("last_crash")))
                    .forEach(line -> lines.add(INDENT + line));
        }
        return lines;
    }

    private static void section(List<String> lines, String title, @Nullable JsonObject values) {
        if (values == null) {
            return;
        }
        lines.add(title);
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, Object> entry : values) {
            // The children of a supervisor are children, to be looked at by themselves.
            if (!entry.getKey().equals("children")) {
                rows.add(List.of(Printable.of(entry.getKey()), Printable.of(String.valueOf(entry.getValue()))));
            }
        }
        Columns.plain().of(rows).forEach(line -> lines.add(INDENT + line));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }
}
