package io.coppice.bench.supervision;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * From a crash to answering again: the time from just before a handler throws until the next incarnation handles its first
 * request, for a verticle that Coppice supervises, one that is redeployed by hand, and a Pekko actor.
 */
public final class CrashToAnswer {

    private CrashToAnswer() {}

    /** Arguments: {@code coppice}, {@code bare} or {@code pekko}; the number of crashes; the file for the times. */
    public static void main(String[] args) throws Exception {
        Samples samples = new Samples(Integer.parseInt(args[1]));
        switch (args[0]) {
            case "coppice", "bare" -> onVertx(args[0].equals("bare"), samples);
            case "pekko" -> PekkoServer.crash(samples);
            default -> throw new IllegalArgumentException("coppice, bare or pekko, not " + args[0]);
        }
        samples.appendTo(Path.of(args[2]));
        System.out.println(args[0] + " " + samples);
    }

    private static void onVertx(boolean bare, Samples samples) throws Exception {
        Vertx vertx = Vertx.vertx();
        AtomicLong crashes = new AtomicLong();
        AtomicLong restarts = new AtomicLong();
        CrashingClient client = new CrashingClient(samples, () -> restarts.get() >= crashes.get());
        vertx.deployVerticle(client).await();
        if (bare) {
            new ByHand(vertx, crashes, restarts).deploy().await();
        } else {
            supervise(vertx, crashes, restarts).await();
        }
        client.done().await(10, TimeUnit.MINUTES);
        vertx.close().await();
    }

    private static Future<Supervisor> supervise(Vertx vertx, AtomicLong crashes, AtomicLong restarts) {
        Supervision.of(vertx).listen(event -> {
            if (event.kind() == EventKind.CRASHED) {
                crashes.incrementAndGet();
            } else if (event.kind() == EventKind.RESTARTED) {
                restarts.incrementAndGet();
            }
        });
        ChildSpec server = ChildSpec.of("server", VerticleStart.of("server", CrashedServer::new));
        return Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, server)
                        .withWindow(Integer.MAX_VALUE, Duration.ofSeconds(1)));
    }

    /**
     * The least that brings a crashed verticle back in bare Vert.x, without any of a supervisor's rules: undeployed right in
     * its context's exception handler, then deployed again.
     */
    private record ByHand(Vertx vertx, Context outside, AtomicLong crashes, AtomicLong restarts) {

        ByHand(Vertx vertx, AtomicLong crashes, AtomicLong restarts) {
            this(vertx, vertx.getOrCreateContext(), crashes, restarts);
        }

        Future<String> deploy() {
            return vertx.deployVerticle(new CrashedServer() {
                @Override
                public Future<?> start() {
                    context.exceptionHandler(crash -> redeploy(context.deploymentID()));
                    return super.start();
                }
            });
        }

        private void redeploy(String deployment) {
            crashes.incrementAndGet();
            // Not deployed from here: Vert.x refuses what a context deploys that is undeployed itself.
            vertx.undeploy(deployment)
                    .onComplete(
                            gone -> outside.runOnContext(v -> deploy().onSuccess(up -> restarts.incrementAndGet())));
        }
    }
}
