package io.coppice.supervision;

import io.coppice.supervision.spec.ChildType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A child or supervisor as it is now, with all below it.
 *
 * @param path its path
 * @param type worker or supervisor
 * @param start what it runs
 * @param restart its restart type's word
 * @param state its state's word: {@code running}, {@code restarting}, {@code parked}, {@code stopped}, ...
 * @param reason why it is down, where it is being restarted or parked; which addresses it waits for; where the cluster has it, if
 *     it has it once
 * @param restarts how many times it was restarted
 * @param uptime how long it has been up; empty where it is not
 * @param childCount how many children it has, listed below or not
 * @param children in start order; for a large dynamic supervisor only the first
 */
public record TreeNode(
        String path,
        ChildType type,
        String start,
        String restart,
        String state,
        Optional<String> reason,
        long restarts,
        Optional<Duration> uptime,
        int childCount,
        List<TreeNode> children) {

    public TreeNode {
        children = List.copyOf(children);
    }

    /** The last segment of the path; {@code /} for the root. */
    public String id() {
        return path.equals("/") ? "/" : path.substring(path.lastIndexOf('/') + 1);
    }

    /** The same node with these children, of so many. */
    public TreeNode withChildren(int count, List<TreeNode> listed) {
        return new TreeNode(path, type, start, restart, state, reason, restarts, uptime, count, listed);
    }

    /** The node as {@code GET /api/tree} answers it. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("id", id())
                .put("path", path)
                .put("type", type.word())
                .put("start", start)
                .put("restart", restart)
                .put("state", state)
                .put("restarts", restarts);
        uptime.ifPresent(time -> json.put("uptime_ms", time.toMillis()));
        reason.ifPresent(text -> json.put("reason", text));
        if (type == ChildType.SUPERVISOR) {
            JsonArray list = new JsonArray();
            children.forEach(child -> list.add(child.toJson()));
            json.put("child_count", childCount).put("children", list);
        }
        return json;
    }
}
