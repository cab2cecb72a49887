package io.coppice.supervision;

import io.coppice.supervision.runtime.SupervisionSystem;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A running supervisor.
 *
 * <p>Requests are handled one at a time, in order of arrival, on the supervisor's own context (S14), except that a
 * dynamic supervisor starts and stops different children at the same time. Every method may be called from any thread
 * and none blocks. Futures call back on the caller's context, or on one that is made for a caller without. A refused request fails with a {@link SupervisionException} that has a code.
 */
public interface Supervisor {

    /**
     * Starts a tree whose root has the path {@code /}.
     *
     * @return the supervisor when all children are up (S01); failed with {@link io.coppice.supervision.spec.Refusal#START_FAILED}
     *     naming the child and the cause when one could not start, after the others were stopped again (S02); with
     *     {@code SHUTTING_DOWN} where Vert.x is closed, or being closed
     */
    static Future<Supervisor> start(Vertx vertx, SupervisorSpec spec) {
        return SupervisionSystem.of(vertx).startRoot("/", spec);
    }

    /** Where it is in the tree: {@code /} or {@code /kv/buckets}. */
    String path();

    /** What it was started with, or last given by {@link #change}; not the children that were added one by one. */
    SupervisorSpec spec();

    /**
     * Adds a child and starts it (S13, S17).
     *
     * @return the running child, or null when it answered its start with <em>ignore</em>; failed with {@code ALREADY_STARTED}, {@code ALREADY_PRESENT}, {@code MAX_CHILDREN},
     *     {@code START_FAILED} or {@code SHUTTING_DOWN}; a child that fails to start is not kept
     */
    Future<@Nullable Child> startChild(ChildSpec spec);

    /**
     * As {@link #startChild}, on the event loop of the caller, where it has one and the child is to have one: no other thread is
     * woken for that, which takes longer than a start. For children of which there are very many, each asked for by another: else
     * all are on one event loop.
     */
    Future<@Nullable Child> startChildHere(ChildSpec spec);

    /**
     * Stops a child; its spec stays, unless it is temporary or the supervisor dynamic. A pending restart is cancelled.
     *
     * @return failed with {@code NOT_FOUND} for an unknown id
     */
    Future<Void> terminateChild(String id);

    /** Starts a child that is stopped; fails with {@code RUNNING}, {@code RESTARTING} or {@code NOT_FOUND}. */
    Future<@Nullable Child> restartChild(String id);

    /**
     * Replaces a running worker without a gap: another incarnation is started by its spec beside the one that runs, takes its
     * place when it is up, and then the one before is stopped. Its instances follow one after the other. It counts as no
     * restart, and siblings do not notice.
     *
     * <p>Both run for a while: they share addresses and listening ports, but not what only one can have, such as a name in a
     * unique registry. Where the running one ends meanwhile it is restarted as always, and the other is stopped.
     *
     * @return when the one before is down; failed with {@code START_FAILED}, and it goes on as it was, where the other did not
     *     start (of several instances, those before it stay replaced); with {@code NOT_FOUND}, {@code ALREADY_PRESENT} where it
     *     does not run, {@code RESTARTING}, or {@code NOT_SUPPORTED} for a supervisor, and for a child that the
     *     cluster has once
     */
    Future<Void> replaceChild(String id);

    /** Forgets a child that is stopped; fails with {@code RUNNING}, {@code RESTARTING} or {@code NOT_FOUND}. */
    Future<Void> deleteChild(String id);

    /**
     * Replaces its flags and the specs of its children while it runs: what OTP's {@code code_change} does.
     *
     * <p>Children neither start nor stop by it. One whose spec changes goes on as it is, and by the new spec from its next start
     * or stop; a new one is stopped until {@link #restartChild}; one without a spec in the list keeps its own, and its place
     * behind the others. Restarts that were made still count. A dynamic supervisor changes its flags alone. A supervisor that
     * its parent starts again begins with the spec that its parent has.
     *
     * @return failed with {@code NOT_SUPPORTED}, and nothing changed, where a dynamic supervisor would become another kind or
     *     the other way round, or a child would get another number of instances
     */
    Future<Void> change(SupervisorSpec spec);

    /**
     * Every child in start order, whether it runs or not, and behind them those that were abandoned, until they end.
     *
     * <p>Like the requests below it is answered in its turn (S14): what came before it is done.
     */
    Future<List<ChildInfo>> whichChildren();

    /**
     * One child, whether it runs or not: one for each of its instances, and behind them those of its incarnations that were
     * abandoned; fails with {@code NOT_FOUND}.
     */
    Future<List<ChildInfo>> infoOf(String id);

    /** How many children there are, by kind; those that were abandoned are not among them. */
    Future<ChildCounts> countChildren();

    /** The spec of a child, whether it runs or not; fails with {@code NOT_FOUND}. */
    Future<ChildSpec> getChildspec(String id);

    /** The child that runs under this id at the moment: read from a concurrent table, never through the mailbox. */
    Optional<Child> child(String id);

    /**
     * This supervisor and all below it.
     *
     * @param mostChildren how many children of one supervisor are listed; the rest is counted only
     */
    Future<TreeNode> tree(int mostChildren);

    /** Stops the children in reverse order, then itself; completes when all are down. */
    Future<ExitReason> stop();

    /**
     * Completes when it has ended for whatever reason; for a root that is how an application learns of a give-up. Each call is
     * remembered until then: ask once, and keep the future.
     */
    Future<ExitReason> ended();
}
