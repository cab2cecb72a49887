package io.coppice.host.observer;

import io.coppice.host.config.ConfigException;
import io.coppice.host.plan.NodePlan;
import io.coppice.host.plan.NodePlan.Applied;
import io.coppice.host.plan.Step;
import io.coppice.supervision.SupervisionException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code POST /api/plan} and {@code /api/apply} of {@code {"config":{...},"folder":"/etc/coppice"}}: what this node would do
 * to be as the configuration has it, and the doing of it.
 */
final class PlanRoutes {

    /** As large as a file may be, and what is around it. */
    private static final long LARGEST_BODY = 4 * 1024 * 1024 + 64 * 1024;

    /** Less than the server's own patience with a connection on which nothing moves. */
    private static final int PATIENCE_SECONDS = 60;

    private final NodePlan plan;
    private final ChangeGuard guard;

    PlanRoutes(NodePlan plan, ChangeGuard guard) {
        this.plan = plan;
        this.guard = guard;
    }

    /** Before whatever else reads bodies. */
    void mountGuard(Router router) {
        for (String path : List.of("/api/plan", "/api/apply")) {
            router.post(path).handler(guard);
            router.post(path).handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        }
    }

    void mount(Router router) {
        router.post("/api/plan")
                .handler(context -> read(context, (json, folder) -> {
                    JsonObject steps = json(plan.plan(json, folder));
                    return Future.succeededFuture(steps);
                }));
        router.post("/api/apply")
                .handler(context ->
                        read(context, (json, folder) -> plan.apply(json, folder).map(PlanRoutes::json)));
    }

    @FunctionalInterface
    private interface Action {
        Future<JsonObject> of(String json, String folder) throws ConfigException;
    }

    private static void read(RoutingContext context, Action action) {
        JsonObject body;
        try {
            body = context.body().asJsonObject();
        } catch (DecodeException | ClassCastException notJson) {
            body = null;
        }
        if (body == null
                || !(body.getValue("config") instanceof JsonObject config)
                || !(body.getValue("folder") instanceof String folder)) {
            JsonErrors.answer(context, 400, "the body must be {\"config\":{...},\"folder\":\"...\"}");
            return;
        }
        // It looks for files and loads classes.
        Callable<Future<JsonObject>> work = () -> action.of(config.encode(), folder);
        Context own = context.vertx().getOrCreateContext();
        Promise<JsonObject> answer = Promise.promise();
        context.vertx()
                .executeBlocking(work, false)
                .compose(done -> done)
                .onComplete(result -> own.runOnContext(v -> answer.handle(result)));
        answer.future()
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(context::json)
                .onFailure(failure -> fail(context, failure));
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof ConfigException wrong) {
            JsonArray faults = new JsonArray();
            wrong.faults().forEach(fault -> faults.add(fault.toString()));
            JsonErrors.answer(
                    context,
                    422,
                    new JsonObject()
                            .put("error", "the configuration is invalid")
                            .put("faults", faults));
        } else if (failure instanceof NodePlan.BusyException) {
            JsonErrors.answer(context, 409, String.valueOf(failure.getMessage()));
        } else if (failure instanceof InvalidPathException) {
            JsonErrors.answer(context, 400, "\"folder\" is not a path: " + failure.getMessage());
        } else if (failure instanceof SupervisionException refused) {
            JsonErrors.answer(context, refused);
        } else if (failure instanceof TimeoutException) {
            JsonErrors.answer(context, 504, "it takes longer than " + PATIENCE_SECONDS + " s, and goes on");
        } else {
            context.fail(failure);
        }
    }

    private static JsonObject json(List<Step> steps) {
        return new JsonObject()
                .put("steps", new JsonArray(steps.stream().map(Step::toJson).toList()));
    }

    private static JsonObject json(Applied applied) {
        return json(applied.steps()).put("failures", new JsonArray(applied.failures()));
    }
}
