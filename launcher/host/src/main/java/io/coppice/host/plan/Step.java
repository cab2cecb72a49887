package io.coppice.host.plan;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One thing that is to be done.
 *
 * @param kind what
 * @param path to which child or supervisor
 * @param why which keys of it are others; empty where it is new or gone
 */
public record Step(Kind kind, String path, String why) {

    /** What can be done. */
    public enum Kind {
        /** A child is new, and is started. */
        START,
        /** A child is not there any more: it is stopped and forgotten. */
        STOP,
        /** A child runs something else, or with another configuration. */
        RESTART,
        /** The rules are others by which a child or a supervisor goes on, without an interruption. */
        CHANGE,
        /** A child has another place among its siblings, without an interruption. */
        MOVE,
        /** Something beside the tree is another, which needs a new start of the node: {@code apply} leaves it. */
        NODE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The step as {@code POST /api/plan} answers it. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("step", kind.word()).put("path", path);
        return why.isEmpty() ? json : json.put("why", why);
    }
}
