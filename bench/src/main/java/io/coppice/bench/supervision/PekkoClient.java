package io.coppice.bench.supervision;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * What a {@link CrashingClient} does, as an actor that asks a {@link PekkoServer}.
 *
 * <p>A restarted actor keeps its mailbox: a request that comes while it is down is not refused, and waits there.
 */
final class PekkoClient extends AbstractBehavior<PekkoClient.ToClient> {

    /** What the client is sent. */
    interface ToClient {}

    record Back() implements ToClient {}

    record Answer(long nanos, long number) implements ToClient {}

    /** Time to see whether a request is lost. */
    private record Look() implements ToClient {}

    private final ClientMode mode;
    private final CrashSchedule schedule;
    private final Runnable done;
    private final ActorRef<ToClient> self;
    private final ActorRef<PekkoServer.ToServer> server;
    private long asked;
    private long askedAtLastLook;

    private PekkoClient(ActorContext<ToClient> context, ClientMode mode, CrashSchedule schedule, Runnable done) {
        super(context);
        this.mode = mode;
        this.schedule = schedule;
        this.done = done;
        this.self = context.getSelf();
        this.server = context.spawn(PekkoServer.of(mode, self), "server");
    }

    static Behavior<ToClient> of(ClientMode mode, CrashSchedule schedule, Runnable done) {
        return Behaviors.withTimers(timers -> Behaviors.setup(context -> {
            PekkoClient client = new PekkoClient(context, mode, schedule, done);
            if (mode == ClientMode.ASKING) {
                timers.startTimerWithFixedDelay(new Look(), Duration.ofMillis(CrashingClient.TIMEOUT_MILLIS));
                client.ask();
            }
            return client;
        }));
    }

    @Override
    public Receive<ToClient> createReceive() {
        return newReceiveBuilder()
                .onMessage(Answer.class, answer -> {
                    answered(answer);
                    return this;
                })
                .onMessage(Back.class, back -> {
                    ask();
                    return this;
                })
                .onMessage(Look.class, look -> {
                    look();
                    return this;
                })
                .build();
    }

    private void ask() {
        server.tell(new PekkoServer.Ask(self, ++asked));
    }

    private void answered(Answer answer) {
        // Of one that counted as lost: the one after it is under way.
        if (answer.number() != asked) {
            return;
        }
        switch (schedule.answered(answer.nanos(), System.nanoTime())) {
            case ASK -> ask();
            case CRASH -> {
                server.tell(new PekkoServer.Crash());
                if (mode == ClientMode.ASKING) {
                    ask();
                }
            }
            case END -> done.run();
        }
    }

    /** One timer for all requests, as each would pay for its own. */
    private void look() {
        if (asked == askedAtLastLook) {
            ask();
        }
        askedAtLastLook = asked;
    }
}
