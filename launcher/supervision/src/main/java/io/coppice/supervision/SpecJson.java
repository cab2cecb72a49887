package io.coppice.supervision;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Heartbeat;
import io.coppice.supervision.spec.Placement;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Child specs as JSON, with the keys of the configuration: what {@code get_childspec} answers (S13). */
public final class SpecJson {

    private SpecJson() {}

    /** With all children of a supervisor that is not dynamic. */
    public static JsonObject of(ChildSpec spec) {
        JsonObject json = new JsonObject()
                .put("id", spec.id())
                .put("type", spec.type().word())
                .put("start", spec.start().description())
                .put("restart", spec.restart().word())
                .put("significant", spec.significant())
                .put("shutdown", shutdown(spec))
                .put("instances", spec.instances());
        spec.startTimeout().ifPresent(time -> json.put("start_timeout", time.toMillis()));
        extras(json, spec.extras());
        if (spec.start() instanceof SupervisorSpec supervisor) {
            flags(json, supervisor);
        }
        return json;
    }

    /** A number, or one of the two words. */
    private static Object shutdown(ChildSpec spec) {
        boolean isTime =
                !spec.shutdown().isBrutalKill() && spec.shutdown().limit().isPresent();
        return isTime
                ? spec.shutdown().limit().orElseThrow().toMillis()
                : spec.shutdown().toString();
    }

    /** Only what it asks for. */
    private static void extras(JsonObject json, Extras extras) {
        extras.backoff()
                .ifPresent(backoff -> json.put(
                        "backoff",
                        new JsonObject()
                                .put("min", backoff.min().toMillis())
                                .put("max", backoff.max().toMillis())
                                .put("factor", backoff.factor())
                                .put("jitter", backoff.jitter())
                                .put("reset_after", backoff.resetAfter().toMillis())));
        if (!extras.waitFor().isEmpty()) {
            json.put("wait_for", new JsonArray(extras.waitFor()));
        }
        if (extras.parks()) {
            json.put("on_give_up", "park");
        }
        if (extras.placement() != Placement.NODE) {
            json.put("placement", extras.placement().word());
        }
        extras.hold()
                .ifPresent(hold -> json.put(
                        "hold",
                        new JsonObject()
                                .put("addresses", new JsonArray(hold.addresses()))
                                .put("most", hold.most())));
        extras.heartbeat().ifPresent(heartbeat -> json.put("heartbeat", heartbeat(heartbeat)));
        extras.loopLimit().ifPresent(limit -> json.put("loop_limit", limit.toMillis()));
    }

    private static JsonObject heartbeat(Heartbeat heartbeat) {
        JsonObject json = new JsonObject()
                .put("interval", heartbeat.interval().toMillis())
                .put("misses", heartbeat.misses());
        heartbeat.address().ifPresent(address -> json.put("address", address));
        return json;
    }

    /** The flags of a supervisor, with its children where it is not dynamic. */
    public static JsonObject of(SupervisorSpec supervisor) {
        JsonObject json = new JsonObject().put("start", supervisor.description());
        flags(json, supervisor);
        return json;
    }

    private static void flags(JsonObject json, SupervisorSpec supervisor) {
        json.put("strategy", supervisor.strategy().word())
                .put("max_restarts", supervisor.maxRestarts())
                .put("max_seconds", supervisor.window().toMillis() / 1e3)
                .put("auto_shutdown", supervisor.autoShutdown().word())
                .put("dynamic", supervisor.dynamic());
        supervisor.maxChildren().ifPresent(most -> json.put("max_children", most));
        if (!supervisor.dynamic()) {
            JsonArray children = new JsonArray();
            supervisor.children().forEach(child -> children.add(of(child)));
            json.put("children", children);
        }
    }
}
