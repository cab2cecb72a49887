package io.coppice.kv;

import io.coppice.kv.bus.BusServer;
import io.coppice.kv.bus.JsonRoute;
import io.coppice.kv.news.News;
import io.coppice.kv.route.Routes;
import io.coppice.supervision.nodes.Nodes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The router: says which node each bucket is on, and takes commands from the event bus and from other nodes to where the
 * bucket is.
 *
 * <p>{@code kv.router} takes {@code create}, {@code drop}, {@code get}, {@code put}, {@code delete}, {@code increment}, {@code expire}, {@code keys} and
 * {@code size}, each with {@code "bucket"}, and replies what the registry or the bucket replies, on whatever node that is. The
 * routers of other nodes reach this one at {@code kv.gateway.NODE}, its {@link Gateway}.
 *
 * <p>Configuration: {@link RouterConfig}. A node has one instance.
 */
public final class Router extends VerticleBase {

    static final String ADDRESS = "kv.router";

    private @Nullable Runnable forget;
    private @Nullable News news;

    @Override
    public Future<?> start() {
        RouterConfig config = RouterConfig.of(config());
        Routes routes = Routes.of(vertx);
        routes.open(self(config), config.table(), config.storage(), config.hopTimeout());
        JsonRoute here = new JsonRoute(vertx, routes.fromHere());
        BusServer.serve(vertx, ADDRESS, here);
        Moves moves = new Moves(vertx, context, routes.placement());
        forget = routes.listen((before, after) -> moves.look(after));
        moves.look(routes.placement());
        Gateway gateway = new Gateway(vertx, context, routes);
        News opened = new News(vertx, context, routes);
        news = opened;
        Future<Void> reachable = vertx.eventBus()
                .consumer(
                        Routes.gatewayOf(routes.placement().self()),
                        (Message<Object> message) -> gateway.handle(message))
                .completion();
        return Future.all(reachable, opened.open());
    }

    @Override
    public Future<?> stop() {
        if (forget != null) {
            forget.run();
        }
        if (news != null) {
            news.close();
        }
        return Future.succeededFuture();
    }

    /** A node without a cluster has a name too, which its table may use. */
    private String self(RouterConfig config) {
        JsonObject host = config().getJsonObject("coppice");
        String name = host == null || config.table() == null ? null : host.getString("node");
        return name == null ? Nodes.of(vertx).self() : name;
    }
}
