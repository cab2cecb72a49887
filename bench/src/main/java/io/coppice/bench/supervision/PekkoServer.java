package io.coppice.bench.supervision;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What {@link CrashedServer} and {@link CrashingClient} do, with Pekko's typed actors and its restart strategy. */
final class PekkoServer {

    /** What the server is sent. */
    private interface ToServer {}

    private record Crash() implements ToServer {}

    private record Ask(ActorRef<ToClient> from) implements ToServer {}

    /** What the client is sent. */
    private interface ToClient {}

    private record Back(ActorRef<ToServer> server) implements ToClient {}

    private record Answer(ActorRef<ToServer> server, long nanos) implements ToClient {}

    private static volatile long thrownAt;

    private PekkoServer() {}

    /** Crashes it until the samples are complete. */
    static void crash(Samples samples) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Behavior<ToClient> root = Behaviors.setup(context -> client(context, new Client(samples, done)));
        ActorSystem<ToClient> system = ActorSystem.create(
                root,
                "bench",
                ConfigFactory.parseString("pekko.loglevel = OFF\npekko.stdout-loglevel = OFF")
                        .withFallback(ConfigFactory.load()));
        boolean complete = done.await(10, TimeUnit.MINUTES);
        system.terminate();
        if (!complete) {
            throw new IllegalStateException("not done within 10 minutes");
        }
    }

    private static Behavior<ToServer> server(ActorRef<ToClient> client) {
        Behavior<ToServer> incarnation = Behaviors.setup(context -> {
            client.tell(new Back(context.getSelf()));
            boolean[] answered = {false};
            return Behaviors.receive(ToServer.class)
                    .onMessage(Ask.class, ask -> {
                        long nanos = answered[0] ? 0 : System.nanoTime() - thrownAt;
                        answered[0] = true;
                        ask.from().tell(new Answer(context.getSelf(), nanos));
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

    private static Behavior<ToClient> client(ActorContext<ToClient> context, Client client) {
        ActorRef<ToClient> self = context.getSelf();
        ActorRef<ToServer> unused = context.spawn(server(self), "server");
        return Behaviors.receive(ToClient.class)
                .onMessage(Back.class, back -> {
                    back.server().tell(new Ask(self));
                    return Behaviors.same();
                })
                .onMessage(Answer.class, answer -> {
                    client.answered(answer, self);
                    return Behaviors.same();
                })
                .build();
    }

    private static final class Client {
        private final Samples samples;
        private final CountDownLatch done;
        private boolean first = true;
        private long crashAt;

        Client(Samples samples, CountDownLatch done) {
            this.samples = samples;
            this.done = done;
        }

        void answered(Answer answer, ActorRef<ToClient> self) {
            if (answer.nanos() > 0) {
                crashAt = System.nanoTime() + CrashingClient.PAUSE_NANOS;
                if (!first) {
                    samples.add(answer.nanos());
                }
                first = false;
            }
            if (System.nanoTime() - crashAt < 0) {
                answer.server().tell(new Ask(self));
            } else if (samples.isComplete()) {
                done.countDown();
            } else {
                answer.server().tell(new Crash());
            }
        }
    }
}
