package io.coppice.bench.supervision;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What a {@link CrashedServer} does, with Pekko's typed actors and its restart strategy. */
final class PekkoServer {

    /** What the server is sent. */
    interface ToServer {}

    record Crash() implements ToServer {}

    /** @param number of the request, which its answer has too */
    record Ask(ActorRef<PekkoClient.ToClient> from, long number) implements ToServer {}

    private static volatile long thrownAt;

    private PekkoServer() {}

    /** Crashes it until the samples are complete. */
    static void crash(ClientMode mode, Samples samples) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        // An actor that its supervisor restarts is back for both of them at once.
        CrashSchedule schedule = new CrashSchedule(samples, () -> Long.MAX_VALUE);
        ActorSystem<PekkoClient.ToClient> system = ActorSystem.create(
                PekkoClient.of(mode, schedule, done::countDown),
                "bench",
                ConfigFactory.parseString("pekko.loglevel = OFF\npekko.stdout-loglevel = OFF")
                        .withFallback(ConfigFactory.load()));
        boolean complete = done.await(10, TimeUnit.MINUTES);
        system.terminate();
        if (!complete) {
            throw new IllegalStateException("not done within 10 minutes");
        }
    }

    static Behavior<ToServer> of(ClientMode mode, ActorRef<PekkoClient.ToClient> client) {
        Behavior<ToServer> incarnation = Behaviors.setup(context -> {
            if (mode == ClientMode.TOLD) {
                client.tell(new PekkoClient.Back());
            }
            boolean[] answered = {false};
            return Behaviors.receive(ToServer.class)
                    .onMessage(Ask.class, ask -> {
                        long nanos = answered[0] ? 0 : System.nanoTime() - thrownAt;
                        answered[0] = true;
                        ask.from().tell(new PekkoClient.Answer(nanos, ask.number()));
                        return Behaviors.same();
                    })
                    .onMessage(Crash.class, crash -> {
                        thrownAt = System.nanoTime();
                        throw new IllegalStateException("crash");
                    })
                    .build();
        });
        return Behaviors.supervise(incarnation)
                .onFailure(
                        IllegalStateException.class,
                        SupervisorStrategy.restart().withLoggingEnabled(false));
    }
}
