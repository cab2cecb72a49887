package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Plugins as lines: {@code greeter  1.2.0  java  running  /greeter}. */
final class PluginTable {

    private static final String INDENT = "  ";

    private PluginTable() {}

    static List<String> of(JsonObject answer) {
        List<JsonObject> plugins = objects(answer.getJsonArray("plugins", new JsonArray()));
        List<List<String>> rows = plugins.stream().map(PluginTable::row).toList();
        List<String> lines = new ArrayList<>();
        List<String> table = Columns.plain().of(rows);
        for (int i = 0; i < table.size(); i++) {
            lines.add(table.get(i));
            String error = plugins.get(i).getString("error", "");
            error.lines().forEach(line -> lines.add(INDENT + Printable.of(line)));
        }
        for (JsonObject leak : objects(answer.getJsonArray("leaks", new JsonArray()))) {
            lines.add("still in memory: " + Printable.of(leak.getString("version", "?")));
            leak.getJsonArray("held_by", new JsonArray())
                    .forEach(holder -> lines.add(INDENT + Printable.of("held by " + holder)));
        }
        return lines;
    }

    private static List<String> row(JsonObject plugin) {
        int left = plugin.getInteger("unloaded_in_memory", 0);
        return List.of(
                text(plugin, "id"),
                text(plugin, "version"),
                text(plugin, "language"),
                text(plugin, "state"),
                Printable.of(plugin.getJsonArray("children", new JsonArray()).stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" "))),
                left == 0 ? "" : left + " unloaded, not collected yet");
    }

    private static String text(JsonObject plugin, String key) {
        return Printable.of(plugin.getString(key, ""));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }
}
