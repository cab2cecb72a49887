package io.coppice.host.observer;

import io.coppice.host.plugin.PluginDeployer;
import io.coppice.host.plugin.PluginException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/plugins}: what there is; {@code POST /api/plugins/install} with {@code {"file":"..."}}, and
 * {@code reload}, {@code disable} and {@code uninstall} with {@code {"id":"..."}}: changes it, and answers when that is
 * done; {@code POST /api/plugins/leaks} collects garbage and tells what stays.
 */
final class PluginRoutes {

    private static final String PATH = "/api/plugins";
    /** Less than the server's own patience with a connection on which nothing moves. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PluginDeployer plugins;
    private final ChangeGuard guard;

    PluginRoutes(PluginDeployer plugins, ChangeGuard guard) {
        this.plugins = plugins;
        this.guard = guard;
    }

    /** Before whatever else reads bodies. */
    void mountGuard(Router router) {
        router.post(PATH + "/*").handler(guard);
    }

    void mount(Router router) {
        router.get(PATH).handler(context -> answer(context, plugins.list()));
        router.post(PATH + "/leaks").handler(context -> answer(context, plugins.leaks()));
        router.post(PATH + "/:action").handler(this::act);
    }

    private void act(RoutingContext context) {
        try {
            @Nullable JsonObject body = context.body().asJsonObject();
            String action = context.pathParam("action");
            answer(context, change(action, body == null ? new JsonObject() : body));
        } catch (DecodeException | ClassCastException notJson) {
            JsonErrors.answer(context, 400, "the body must be a JSON object");
        } catch (IllegalArgumentException wrong) {
            JsonErrors.answer(context, 400, String.valueOf(wrong.getMessage()));
        }
    }

    private Future<JsonObject> change(String action, JsonObject body) {
        return switch (action) {
            case "install" -> plugins.install(file(text(body, "file")));
            case "reload" -> plugins.reload(text(body, "id"));
            case "disable" -> plugins.disable(text(body, "id"));
            case "uninstall" -> plugins.uninstall(text(body, "id"));
            default ->
                throw new IllegalArgumentException(
                        "the path must end in /install, /reload, /disable, /uninstall or /leaks");
        };
    }

    private static String text(JsonObject body, String key) {
        if (body.getValue(key) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new IllegalArgumentException("the body must have a string \"" + key + "\"");
    }

    private static Path file(String text) {
        try {
            Path file = Path.of(text);
            if (file.isAbsolute()) {
                return file.normalize();
            }
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("\"file\" is no path: " + wrong.getReason(), wrong);
        }
        throw new IllegalArgumentException("\"file\" must be an absolute path, on the machine of the node");
    }

    private static void answer(RoutingContext context, Future<JsonObject> result) {
        Context own = context.vertx().getOrCreateContext();
        Promise<JsonObject> answer = Promise.promise();
        // It completes on threads of the node, and the answer belongs on the request's.
        result.onComplete(done -> own.runOnContext(v -> answer.handle(done)));
        answer.future()
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(context::json)
                .onFailure(failure -> fail(context, failure));
    }

    private static void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof PluginException) {
            JsonErrors.answer(context, 409, String.valueOf(failure.getMessage()));
        } else if (failure instanceof TimeoutException) {
            JsonErrors.answer(context, 504, "it takes longer than " + PATIENCE.toSeconds() + " s, and goes on");
        } else {
            context.fail(failure);
        }
    }
}
