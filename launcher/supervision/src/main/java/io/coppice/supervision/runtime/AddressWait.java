package io.coppice.supervision.runtime;

import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A wait until event-bus addresses answer; used on one context.
 *
 * <p>Each is asked again and again by a request with the header {@value #PROBE}, which {@link MessageInHand} answers in
 * place of the handler, so that whoever has the address sees nothing of it.
 */
final class AddressWait {

    static final String PROBE = "coppice.probe";

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(500);

    private final Vertx vertx;
    private final Deadlines deadlines;
    private final Set<String> missing;
    private final Runnable whenAnswered;
    private Duration pause = FIRST_PAUSE;
    private boolean over;
    private @Nullable Limit next;
    private @Nullable Limit limit;

    private AddressWait(SupervisionSystem system, List<String> addresses, Runnable whenAnswered) {
        this.vertx = system.vertx();
        this.deadlines = system.deadlines();
        this.missing = new LinkedHashSet<>(addresses);
        this.whenAnswered = whenAnswered;
    }

    /**
     * Begins to ask.
     *
     * @param time how long it goes on; empty for as long as it takes
     * @param whenAnswered called once, when all have answered
     * @param whenMissing called once instead when the time is over, with those that have not
     */
    static AddressWait begin(
            SupervisionSystem system,
            List<String> addresses,
            Optional<Duration> time,
            Runnable whenAnswered,
            Consumer<List<String>> whenMissing) {
        AddressWait wait = new AddressWait(system, addresses, whenAnswered);
        time.ifPresent(most -> wait.limit = Limit.of(system.deadlines(), most, () -> {
            wait.cancel();
            whenMissing.accept(List.copyOf(wait.missing));
        }));
        wait.ask();
        return wait;
    }

    /** Whether a message asks only whether somebody is there. */
    static boolean isProbe(Message<?> message) {
        // Headers are made when they are first asked for, so a message that cannot be a probe is not asked.
        return message.replyAddress() != null
                && message.body() == null
                && message.headers().contains(PROBE);
    }

    /** Nobody is called any more. */
    void cancel() {
        over = true;
        end(next);
        end(limit);
    }

    private static void end(@Nullable Limit limit) {
        if (limit != null) {
            limit.cancel();
        }
    }

    private void ask() {
        List<Future<?>> asked = new ArrayList<>();
        for (String address : missing) {
            DeliveryOptions options =
                    new DeliveryOptions().addHeader(PROBE, "").setSendTimeout(PROBE_TIMEOUT.toMillis());
            asked.add(vertx.eventBus().request(address, null, options).onComplete(answer -> {
                if (answer.succeeded() || isThere(answer.cause())) {
                    missing.remove(address);
                }
            }));
        }
        Future.join(asked).onComplete(all -> {
            if (over) {
                return;
            }
            if (missing.isEmpty()) {
                cancel();
                whenAnswered.run();
            } else {
                next = Limit.of(deadlines, pause, this::ask);
                Duration longer = pause.multipliedBy(2);
                pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
            }
        });
    }

    /**
     * Someone who refuses the question is there; on a node without Coppice it reaches the handler. One that has crashed is
     * not, though its address is.
     */
    private static boolean isThere(Throwable failure) {
        return failure instanceof ReplyException refused
                && refused.failureType() == ReplyFailure.RECIPIENT_FAILURE
                && refused.failureCode() != Supervision.NOT_HANDLED;
    }
}
