package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.VerticleSource;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a child that its supervisor started and that is not down yet; used on the supervisor's context.
 *
 * <p>It tells its supervisor {@code started} or {@code startFailed} once, and after {@code started} once {@code exited}.
 */
interface Running extends Child {

    /** The next incarnation of a child; null where nothing here can run it. */
    static @Nullable Running of(SupervisorRuntime owner, ChildSpec child, ChildRef ref) {
        if (child.start() instanceof SupervisorSpec nested) {
            return new NestedSupervisor(owner, child, ref, nested);
        }
        return child.start() instanceof VerticleSource source
                ? new ChildRunner(owner, child, ref, owner.candidacies.told(ref.id(), source.next()))
                : null;
    }

    /**
     * Begins to start it.
     *
     * @param eventLoop where it was, if it is started again at once; null for where Vert.x would have it
     */
    void start(@Nullable Object eventLoop);

    ChildSpec spec();

    /** Begins to stop it; a second call with a brutal kill cuts the first short. */
    void stop(Shutdown shutdown);

    /** Those who are told of its end; complete before its supervisor knows of it. */
    Watchers watchers();

    /** A child that it is linked to has ended (S18); called from any thread. */
    void signal(Child from, ExitReason reason);

    @Override
    default void link(Child other) {
        Link.between(this, (Running) other);
    }

    @Override
    default void unlink(Child other) {
        Link.cut(this, (Running) other);
    }

    /** This child and all below it. */
    Future<TreeNode> tree(ChildEntry entry, int mostChildren);
}
