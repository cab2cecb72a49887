package io.coppice.supervision;

import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One incarnation of a child: a restart makes another one under the same path.
 *
 * <p>It is what a process identifier is in OTP, so it may outlive what it stands for.
 */
public interface Child {

    /** Its path in the tree, such as {@code /kv/registry}. */
    String path();

    /** The last segment of its path. */
    String id();

    /** Whether it started and has not begun to end. */
    boolean isRunning();

    /** The context on which it runs; empty for a supervisor, and before its start and after its end. */
    Optional<Context> context();

    /**
     * Watches it (S18). Where a supervised verticle calls this, the watch ends with that verticle.
     */
    Monitor monitor();

    /**
     * Ties two children together (S18): when one of them ends for another reason than {@code normal}, the other ends for
     * the same reason, unless it traps exits. One that has ended already counts as ended with {@code noproc}, abnormally.
     *
     * <p>Two children have one link, however often they are linked; a restart makes a child without links. A supervisor
     * traps exits: it does not end with those that it is linked to, though they end with it.
     */
    void link(Child other);

    /** Unties the two again. */
    void unlink(Child other);

    /**
     * From now on it does not end with those that it is linked to, but is told of each end, on its own context, also of a
     * normal one. What the handler throws crashes it. Without effect on a supervisor.
     */
    void trapExits(Consumer<Exit> handler);

    /**
     * The reason of its end, for listeners that last as long as it does; {@link #monitor} is for all others. It completes exactly once; at once when the child is already gone.
     *
     * <p>By then its consumers, timers and servers are closed.
     */
    Future<ExitReason> ended();

    /**
     * Ends it as if it had ended by itself for this reason; its supervisor then decides as usual. A worker is asked to stop
     * within its limit, but not where the reason is {@code killed}: that also cuts short a stop under way, as OTP's
     * {@code exit(Pid, kill)} does.
     */
    void exit(ExitReason reason);

    /**
     * Counts an answer of this incarnation that says that the fault is the server's, such as an HTTP status of 500 or more;
     * without effect on a supervisor. Cheap, and for any thread.
     */
    void countServerError();

    /** How many such answers were counted; 0 for a supervisor. */
    long serverErrors();
}
