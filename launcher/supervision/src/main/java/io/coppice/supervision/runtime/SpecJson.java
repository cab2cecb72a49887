package io.coppice.supervision.runtime;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Child specs as JSON, with the keys of the configuration. */
final class SpecJson {

    private SpecJson() {}

    static JsonObject of(ChildSpec spec) {
        JsonObject json = new JsonObject()
                .put("id", spec.id())
                .put("type", spec.type().word())
                .put("start", spec.start().description())
                .put("restart", spec.restart().word())
                .put("significant", spec.significant())
                .put("shutdown", shutdown(spec))
                .put("start_timeout", spec.startTimeout().toMillis())
                .put("instances", spec.instances());
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
