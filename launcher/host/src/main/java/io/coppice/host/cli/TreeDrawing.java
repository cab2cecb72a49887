package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Draws a tree with box characters: a line a child, in columns. */
final class TreeDrawing {

    /** A longer name would push the columns out of every terminal. */
    private static final int LONGEST_NAME = 40;

    private final boolean colour;

    TreeDrawing(boolean colour) {
        this.colour = colour;
    }

    List<String> of(JsonObject tree) {
        List<List<String>> rows = new ArrayList<>();
        add(rows, tree, "", "");
        return ChildRow.lines(rows, colour);
    }

    /**
     * Adds a node and all below it.
     *
     * @param branch what is drawn before its id
     * @param trunk what is drawn before the branches of its children
     */
    private static void add(List<List<String>> rows, JsonObject node, String branch, String trunk) {
        rows.add(ChildRow.of(branch + shortened(Printable.of(node.getString("id", "?"))), node));
        JsonArray children = node.getJsonArray("children", new JsonArray());
        int hidden = node.getInteger("child_count", 0) - children.size();
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1 && hidden <= 0;
            add(rows, children.getJsonObject(i), trunk + (last ? "└─ " : "├─ "), trunk + (last ? "   " : "│  "));
        }
        if (hidden > 0) {
            rows.add(ChildRow.of(trunk + "└─ … " + hidden + " more"));
        }
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }
}
