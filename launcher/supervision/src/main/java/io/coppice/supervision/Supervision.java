package io.coppice.supervision;

import io.coppice.supervision.runtime.BusRequests;
import io.coppice.supervision.runtime.SupervisionSystem;
import io.coppice.supervision.spec.HandledMessage;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All supervised parts of one Vert.x: where a verticle finds its supervisor, its siblings and itself.
 *
 * <p>It takes the slot of {@link Vertx#exceptionHandler}, where exceptions of verticles that a child deployed come. A handler
 * that was there before, or that the application sets later, is called for what is no child's; one that is set later is put
 * behind ours at the next start of a child, or within a second, and until then is called for those as well.
 */
public interface Supervision {

    /**
     * The failure code of the reply to a message that crashed its handler's verticle: a {@code ReplyException} of the type
     * {@code RECIPIENT_FAILURE} with the exception as its text, sent at once.
     */
    int CRASHED = 500;

    /**
     * The failure code of the reply to a message that came to a verticle that had crashed before: nothing was done with it, so
     * it may be sent again.
     */
    int NOT_HANDLED = 503;

    /** The failure code of the reply to a request over the event bus that is not what its address takes. */
    int BAD_REQUEST = 400;

    /**
     * The event-bus address on which the supervisor with this path takes requests from its own node:
     * {@code supervisor.kv.buckets} for {@code /kv/buckets}, {@code supervisor} for the root, with each segment
     * {@linkplain Names#escape escaped}.
     */
    static String addressOf(String path) {
        return BusRequests.addressOf(path);
    }

    /** The one of this Vert.x; never null, also where nothing is supervised yet. */
    static Supervision of(Vertx vertx) {
        return SupervisionSystem.of(vertx);
    }

    /** The supervisor with this path, if it runs, or is starting or stopping: a concurrent table is read, never a mailbox. */
    Optional<Supervisor> supervisor(String path);

    /** The child with this path, worker or supervisor, if it runs. */
    Optional<Child> child(String path);

    /** The child whose code is running now; empty outside a supervised verticle. */
    Optional<Child> self();

    /**
     * Resolves a name against the path of the child whose code is running now: {@code buckets} called in
     * {@code /kv/registry} is {@code /kv/buckets}; a path that begins with a slash stays.
     *
     * @throws IllegalStateException for a relative name outside a supervised verticle
     */
    String siblingPath(String name);

    /** Lets supervisors take {@code start_child} over the event bus, which they refuse without a reader. */
    void readSpecsWith(SpecReader reader);

    /**
     * The last crashes with what came of each, the newest first (S16); a table is read, never a mailbox.
     *
     * @param most so many at most
     */
    List<CrashReport> crashes(int most);

    /**
     * Sets how many crashes are kept; 100 by default. Each takes up to some 10 kB.
     *
     * @throws IllegalArgumentException if it is not from 0 to 1000
     */
    void keepCrashes(int most);

    /** Sets what reports may show of the messages that crashed a child; {@link MessageMask#ofJson()} by default. */
    void maskWith(MessageMask mask);

    /**
     * A message as reports may show it, masked and cut: for the {@linkplain Child#exit reason} of a child whose code runs where
     * its exceptions cannot be seen, such as another process.
     */
    HandledMessage handled(String address, @Nullable Object body);

    /**
     * Adds a listener for every event of every supervisor of this Vert.x (S16), in order. It is called on a thread that is for
     * that alone, where it holds up only those that come after it; what it throws is logged and otherwise without effect.
     *
     * @return removes the listener
     */
    Runnable listen(Consumer<SupervisionEvent> listener);
}
