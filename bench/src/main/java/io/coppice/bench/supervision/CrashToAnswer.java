package io.coppice.bench.supervision;

import io.coppice.host.config.LogFormat;
import io.coppice.host.logging.Logging;
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
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.event.Level;

/**
 * From a crash to answering again: the time from just before a handler throws until the next incarnation handles its first
 * request, for a verticle that Coppice supervises, one that is redeployed by hand, and a Pekko actor.
 *
 * <p>It is measured in two ways ({@link ClientMode}). A client that is told of the next incarnation sleeps before, as clients
 * do, and its wake-up is much of that time. One that asks all the time is awake: what is left is the server's own.
 */
public final class CrashToAnswer {

    private CrashToAnswer() {}

    /**
     * Arguments: {@code coppice}, {@code bare} or {@code pekko}; {@code told} or {@code asking}; the number of crashes; the
     * file for the times.
     */
    public static void main(String[] args) throws Exception {
        // Vert.x warns of each request that a crashed verticle does not handle any more, which takes as long as the
        // restart.
        Logging.use(LogFormat.TEXT, Level.ERROR);
        ClientMode mode = ClientMode.of(args[1]);
        Samples samples = new Samples(Integer.parseInt(args[2]));
        switch (args[0]) {
            case "coppice", "bare" -> onVertx(args[0].equals("bare"), mode, samples);
            case "pekko" -> PekkoServer.crash(mode, samples);
            default -> throw new IllegalArgumentException("coppice, bare or pekko, not " + args[0]);
        }
        samples.appendTo(Path.of(args[3]));
        System.out.println(args[0] + " " + args[1] + " " + samples);
    }

    private static void onVertx(boolean bare, ClientMode mode, Samples samples) throws Exception {
        Vertx vertx = Vertx.vertx();
        AtomicLong crashes = new AtomicLong();
        AtomicLong restarts = new AtomicLong();
        CrashSchedule schedule = new CrashSchedule(samples, restarts::get);
        CrashingClient client =
                mode == ClientMode.TOLD ? new ToldClient(vertx, schedule) : new AskingClient(vertx, schedule);
        Future<Void> done = client.run(loopOfItsOwn(vertx));
        try {
            if (bare) {
                new ByHand(vertx, mode, crashes, restarts).deploy().await();
            } else {
                supervise(vertx, mode, crashes, restarts).await();
            }
            done.await(10, TimeUnit.MINUTES);
        } finally {
            vertx.close().await();
        }
        if (crashes.get() != samples.seen() || restarts.get() != samples.seen()) {
            throw new IllegalStateException(
                    samples.seen() + " times of " + crashes + " crashes and " + restarts + " restarts");
        }
    }

    /** A context on the one event loop that verticles are never given: it accepts connections, and there are none. */
    private static Context loopOfItsOwn(Vertx vertx) {
        VertxInternal internal = (VertxInternal) vertx;
        return internal.contextBuilder()
                .withEventLoop(internal.acceptorEventLoopGroup().next())
                .build();
    }

    private static Future<Supervisor> supervise(Vertx vertx, ClientMode mode, AtomicLong crashes, AtomicLong restarts) {
        Supervision.of(vertx).listen(event -> {
            if (event.kind() == EventKind.CRASHED) {
                crashes.incrementAndGet();
            } else if (event.kind() == EventKind.RESTARTED) {
                restarts.incrementAndGet();
            }
        });
        ChildSpec server = ChildSpec.of("server", VerticleStart.of("server", () -> new CrashedServer(mode)));
        return Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, server)
                        .withWindow(Integer.MAX_VALUE, Duration.ofSeconds(1)));
    }

    /**
     * The least that brings a crashed verticle back in bare Vert.x, without any of a supervisor's rules: undeployed right in
     * its context's exception handler, then deployed again.
     */
    private record ByHand(Vertx vertx, ClientMode mode, Context outside, AtomicLong crashes, AtomicLong restarts) {

        ByHand(Vertx vertx, ClientMode mode, AtomicLong crashes, AtomicLong restarts) {
            this(vertx, mode, vertx.getOrCreateContext(), crashes, restarts);
        }

        Future<String> deploy() {
            return vertx.deployVerticle(new CrashedServer(mode) {
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
