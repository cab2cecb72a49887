package io.coppice.supervision;

import io.coppice.supervision.runtime.Cut;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.HandledMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Something that happened to a child or a supervisor (S16).
 *
 * @param kind what happened
 * @param at when, by the wall clock
 * @param path whom it happened to, such as {@code /kv/registry}; the supervisor itself for {@code GAVE_UP}
 * @param start what it runs
 * @param reason why; normal where nothing ended
 * @param restarts how many restarts its supervisor has made within its window, this one included
 * @param maxRestarts how many are allowed
 * @param window within which so many are allowed
 * @param down how long the child was down, for {@code RESTARTED}; else zero
 */
public record SupervisionEvent(
        EventKind kind,
        Instant at,
        String path,
        String start,
        ExitReason reason,
        int restarts,
        int maxRestarts,
        Duration window,
        Duration down) {

    /** The supervisors above, from the root down: {@code ["/", "/kv"]}. */
    public List<String> ancestors() {
        return Ancestors.of(path);
    }

    /** The first 8,192 characters of the exception's stack, as the JVM prints it; empty where there was none. */
    public String stack() {
        return Cut.stackOf(reason.cause(), Cut.MOST_OF_STACK);
    }

    /** The event as it is published on {@code supervisor.events}; of its reason, the first 1,000 characters. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("event", kind.word())
                .put("at", at.toString())
                .put("path", path)
                .put("start", start)
                .put("reason", Cut.of(reason.toString(), Cut.MOST_OF_REASON))
                .put("restarts", restarts)
                .put("max_restarts", maxRestarts)
                .put("max_seconds", window.toMillis() / 1e3)
                .put("ancestors", new JsonArray(ancestors()));
        if (reason.cause() != null) {
            json.put("stack", stack());
        }
        HandledMessage handling = reason.handling();
        if (handling != null) {
            json.put(
                    "message",
                    new JsonObject().put("address", handling.address()).put("body", handling.body()));
        }
        if (!down.isZero()) {
            json.put("down_ms", down.toNanos() / 1e6);
        }
        return json;
    }
}
