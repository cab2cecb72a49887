package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Draws a tree with box characters: a line a child, in columns. */
final class TreeDrawing {

    private static final int GAP = 2;
    /** A longer name would push the columns out of every terminal. */
    private static final int LONGEST_NAME = 40;

    private final boolean colour;

    TreeDrawing(boolean colour) {
        this.colour = colour;
    }

    private record Row(String name, String state, String uptime, String restarts, String start) {}

    List<String> of(JsonObject tree) {
        List<Row> rows = new ArrayList<>();
        add(rows, tree, "", "");
        int nameWidth = width(rows.stream().map(Row::name).toList());
        int stateWidth = width(rows.stream().map(Row::state).toList());
        int uptimeWidth = width(rows.stream().map(Row::uptime).toList());
        int restartsWidth = width(rows.stream().map(Row::restarts).toList());
        return rows.stream()
                .map(row -> (pad(row.name(), nameWidth)
                                + painted(row.state(), pad(row.state(), stateWidth))
                                + pad(row.uptime(), uptimeWidth)
                                + pad(row.restarts(), restartsWidth)
                                + row.start())
                        .stripTrailing())
                .toList();
    }

    /**
     * Adds a node and all below it.
     *
     * @param branch what is drawn before its id
     * @param trunk what is drawn before the branches of its children
     */
    private static void add(List<Row> rows, JsonObject node, String branch, String trunk) {
        Long uptime = node.getLong("uptime_ms");
        long restarts = node.getLong("restarts", 0L);
        rows.add(new Row(
                branch + shortened(Printable.of(node.getString("id", "?"))),
                Printable.of(node.getString("state", "?")),
                uptime == null ? "" : "up " + Elapsed.of(uptime),
                restarts == 0 ? "" : restarts + (restarts == 1 ? " restart" : " restarts"),
                Printable.of(node.getString("start", ""))));
        JsonArray children = node.getJsonArray("children", new JsonArray());
        int hidden = node.getInteger("child_count", 0) - children.size();
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1 && hidden <= 0;
            add(rows, children.getJsonObject(i), trunk + (last ? "└─ " : "├─ "), trunk + (last ? "   " : "│  "));
        }
        if (hidden > 0) {
            rows.add(new Row(trunk + "└─ … " + hidden + " more", "", "", "", ""));
        }
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    private static int width(List<String> cells) {
        int longest = cells.stream().mapToInt(String::length).max().orElse(0);
        return longest == 0 ? 0 : longest + GAP;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private String painted(String state, String text) {
        if (!colour) {
            return text;
        }
        int code = state.equals("running") ? 32 : state.equals("stopped") ? 90 : 33;
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
