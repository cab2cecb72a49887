package io.coppice.bench;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/** A vertx-web route that answers the same constant JSON: the most that a route on Vert.x can do. */
public final class BareWebRoute extends VerticleBase {

    private static final Buffer BOOK = Buffer.buffer(
            "{\"username\":\"alice\",\"logs\":[{\"weight\":\"100\",\"rep\":\"10\",\"movement_name\":\"snatch\"}]}");

    private final int port;

    private BareWebRoute(int port) {
        this.port = port;
    }

    /** Arguments: the port, and the number of event loops. */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        int loops = Integer.parseInt(args[1]);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        Supplier<Deployable> server = () -> new BareWebRoute(port);
        vertx.deployVerticle(server, new DeploymentOptions().setInstances(loops))
                .await();
        System.out.println("bare web route on " + port + ", native transport " + vertx.isNativeTransportEnabled());
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/training_log_books/:username")
                .handler(context -> context.response()
                        .putHeader("content-type", "application/json")
                        .end(BOOK));
        return vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1");
    }
}
