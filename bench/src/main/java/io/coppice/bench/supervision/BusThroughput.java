package io.coppice.bench.supervision;

import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CompletableFuture;

/** Event-bus requests a second to one verticle, supervised or bare, from another one that keeps many under way. */
public final class BusThroughput {

    private static final int IN_FLIGHT = 256;

    private BusThroughput() {}

    /** Arguments: {@code supervised} or {@code bare}, and the seconds; as many before them are not counted. */
    public static void main(String[] args) throws Exception {
        // One loop for each of the two.
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        CompletableFuture<Context> served = new CompletableFuture<>();
        switch (args[0]) {
            case "bare" -> vertx.deployVerticle(new Server(served)).await();
            case "supervised" ->
                Supervisor.start(
                                vertx,
                                SupervisorSpec.of(
                                        RestartStrategy.ONE_FOR_ONE,
                                        ChildSpec.of("server", VerticleStart.of("server", () -> new Server(served)))))
                        .await();
            default -> throw new IllegalArgumentException("supervised or bare, not " + args[0]);
        }
        Caller.measure(
                vertx,
                served.join(),
                () -> vertx.eventBus().request("server", "hello"),
                IN_FLIGHT,
                Integer.parseInt(args[1]));
        System.exit(0);
    }

    private static final class Server extends VerticleBase {
        private final CompletableFuture<Context> served;

        Server(CompletableFuture<Context> served) {
            this.served = served;
        }

        @Override
        public Future<?> start() {
            served.complete(context);
            return vertx.eventBus()
                    .localConsumer("server", message -> message.reply(message.body()))
                    .completion();
        }
    }
}
