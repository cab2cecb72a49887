package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** One child of a tree as a row: what it is called, its state, since when it is up, its restarts, and what it runs. */
final class ChildRow {

    private static final int STATE = 1;

    private ChildRow() {}

    static List<String> of(String name, JsonObject node) {
        Long uptime = node.getLong("uptime_ms");
        long restarts = node.getLong("restarts", 0L);
        return List.of(
                name,
                Printable.of(node.getString("state", "?")),
                uptime == null ? "" : "up " + Elapsed.of(uptime),
                restarts == 0 ? "" : restarts + (restarts == 1 ? " restart" : " restarts"),
                Printable.of(node.getString("start", "")) + place(node));
    }

    /** Where the cluster has it, if it has it once; and why one that is parked is. */
    private static String place(JsonObject node) {
        return showsReason(node) ? " (" + Printable.of(node.getString("reason")) + ")" : "";
    }

    /** Whether the row says why the child is in its state. */
    static boolean showsReason(JsonObject node) {
        boolean isShown = List.of("standby", "running", "parked").contains(node.getString("state"));
        return isShown && !node.getString("reason", "").isEmpty();
    }

    /** One that stands for others. */
    static List<String> of(String name) {
        return List.of(name, "", "", "", "");
    }

    static List<String> lines(List<List<String>> rows, boolean colour) {
        return (colour ? Columns.painted(STATE, ChildRow::painted) : Columns.plain()).of(rows);
    }

    private static String painted(String state, String padded) {
        int code = state.equals("running") ? 32 : state.equals("stopped") ? 90 : 33;
        return "\u001b[" + code + "m" + padded + "\u001b[0m";
    }
}
