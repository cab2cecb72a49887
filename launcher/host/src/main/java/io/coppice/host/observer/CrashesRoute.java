package io.coppice.host.observer;

import io.coppice.supervision.CrashReport;
import io.coppice.supervision.Supervision;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/crashes?limit=N&path=PATH}: the last crashes, the newest first, of all or of a part of the tree. */
final class CrashesRoute {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 1000;

    private final Supervision supervision;

    CrashesRoute(Supervision supervision) {
        this.supervision = supervision;
    }

    void mount(Router router) {
        router.get("/api/crashes").handler(this::crashes);
    }

    private void crashes(RoutingContext context) {
        OptionalInt limit = limit(context.queryParams().get("limit"));
        @Nullable String path = context.queryParams().get("path");
        if (limit.isEmpty()) {
            JsonErrors.answer(context, 400, "limit must be a whole number from 0 to " + MOST);
        } else if (path != null && !path.startsWith("/")) {
            JsonErrors.answer(context, 400, "path must begin with a slash, as in /kv/registry");
        } else {
            JsonArray list = new JsonArray();
            crashes(path, limit.getAsInt()).forEach(crash -> list.add(crash.toJson()));
            context.json(new JsonObject().put("crashes", list));
        }
    }

    private List<CrashReport> crashes(@Nullable String path, int limit) {
        return supervision.crashes(MOST).stream()
                .filter(crash -> path == null || isAtOrBelow(path, crash.path()))
                .limit(limit)
                .toList();
    }

    private static boolean isAtOrBelow(String path, String crashed) {
        return crashed.equals(path) || crashed.startsWith(path.endsWith("/") ? path : path + "/");
    }

    private static OptionalInt limit(@Nullable String text) {
        if (text == null) {
            return OptionalInt.of(DEFAULT_LIMIT);
        }
        return text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= MOST
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }
}
