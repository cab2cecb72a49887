package io.coppice.host.observer;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.CrashReport;
import io.coppice.supervision.SpecJson;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** One child as {@code GET /api/children/PATH} has it: its spec, its instances with their counters, and its last crash. */
final class ChildJson {

    private static final int CRASHES_LOOKED_AT = 1000;

    private ChildJson() {}

    static Future<JsonObject> ofRoot(Supervisor root) {
        return counts(root)
                .map(counts -> new JsonObject()
                        .put("path", root.path())
                        .put("spec", SpecJson.of(root.spec()))
                        .put("counts", counts));
    }

    static Future<JsonObject> of(Supervision supervision, Supervisor parent, ChildPath path) {
        JsonObject json = new JsonObject().put("path", path.toString());
        return parent.getChildspec(path.id())
                .onSuccess(spec -> json.put("spec", SpecJson.of(spec)))
                .compose(spec -> parent.infoOf(path.id()))
                .compose(infos -> {
                    json.put(
                            "instances",
                            new JsonArray(
                                    infos.stream().map(ChildJson::instance).toList()));
                    lastCrash(supervision, infos).ifPresent(crash -> json.put("last_crash", crash.toJson()));
                    return supervision
                            .supervisor(path.toString())
                            .map(ChildJson::counts)
                            .orElse(Future.succeededFuture());
                })
                .map(counts -> counts == null ? json : json.put("counts", counts));
    }

    private static Future<JsonObject> counts(Supervisor supervisor) {
        return supervisor.countChildren().map(counts -> counts.toJson());
    }

    private static JsonObject instance(ChildInfo info) {
        return info.toJson()
                .put("server_errors", info.child().map(Child::serverErrors).orElse(0L));
    }

    private static Optional<CrashReport> lastCrash(Supervision supervision, List<ChildInfo> infos) {
        List<String> paths = infos.stream().map(ChildInfo::path).toList();
        return supervision.crashes(CRASHES_LOOKED_AT).stream()
                .filter(crash -> paths.contains(crash.path()))
                .findFirst();
    }
}
