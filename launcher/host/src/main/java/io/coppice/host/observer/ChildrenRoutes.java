package io.coppice.host.observer;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * {@code GET /api/children/PATH}: one child; {@code POST /api/children/PATH/start}, {@code stop}, {@code restart} and
 * {@code kill}: acts on it, and answers when that is done.
 *
 * <p>A refusal is answered as {@code {"error":"...","code":"not_found"}}, with the word and the status that
 * {@link Refusal} has for it.
 */
final class ChildrenRoutes {

    private static final String PREFIX = "/api/children";
    /** Less than the server's own patience with a connection on which nothing moves. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Supervision supervision;
    private final ChangeGuard guard;

    ChildrenRoutes(Supervision supervision, ChangeGuard guard) {
        this.supervision = supervision;
        this.guard = guard;
    }

    /** Before whatever else reads bodies. */
    void mountGuard(Router router) {
        router.post(PREFIX + "/*").handler(guard);
    }

    void mount(Router router) {
        router.get(PREFIX + "/*").handler(context -> handle(context, this::inspect));
        router.post(PREFIX + "/*").handler(context -> handle(context, this::act));
    }

    private void handle(RoutingContext context, Function<ChildPath, Future<JsonObject>> action) {
        ChildPath path;
        try {
            path = ChildPath.of(context.request().path().substring(PREFIX.length()));
        } catch (IllegalArgumentException wrong) {
            JsonErrors.answer(context, 400, String.valueOf(wrong.getMessage()));
            return;
        }
        Context own = context.vertx().getOrCreateContext();
        Promise<JsonObject> answer = Promise.promise();
        // Supervisors complete on threads of their own, and the answer belongs on the request's.
        action.apply(path).onComplete(result -> own.runOnContext(v -> answer.handle(result)));
        answer.future()
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(context::json)
                .onFailure(failure -> fail(context, failure));
    }

    private Future<JsonObject> inspect(ChildPath path) {
        return path.isRoot()
                ? supervisor(path).compose(ChildJson::ofRoot)
                : supervisor(path.parent()).compose(parent -> ChildJson.of(supervision, parent, path));
    }

    private Future<JsonObject> act(ChildPath url) {
        Optional<ChildAction> action = url.isRoot() ? Optional.empty() : ChildAction.of(url.id());
        if (action.isEmpty()) {
            return refused(Refusal.NOT_FOUND, "the path must end in /start, /stop, /restart or /kill");
        }
        ChildPath path = url.parent();
        if (path.isRoot()) {
            return refused(Refusal.NOT_SUPPORTED, "the root is the whole node: a signal stops that");
        }
        return supervisor(path.parent())
                .compose(parent -> action.get().on(parent, path.id()))
                .map(done -> new JsonObject()
                        .put("path", path.toString())
                        .put("done", action.get().word()));
    }

    private Future<Supervisor> supervisor(ChildPath path) {
        return supervision
                .supervisor(path.toString())
                .map(Future::succeededFuture)
                .orElseGet(() -> refused(Refusal.NOT_FOUND, "no supervisor " + path + " runs"));
    }

    private static <T> Future<T> refused(Refusal refusal, String message) {
        return Future.failedFuture(new SupervisionException(refusal, message, null));
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof SupervisionException refused) {
            JsonErrors.answer(context, refused);
        } else if (failure instanceof TimeoutException) {
            JsonErrors.answer(context, 504, "it takes longer than " + PATIENCE.toSeconds() + " s, and goes on");
        } else {
            context.fail(failure);
        }
    }
}
