package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.Exit;
import io.coppice.supervision.Monitor;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.core.ChildState;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A supervisor as the child of another (S09, S15). */
final class NestedSupervisor implements Running {

    private final SupervisorRuntime owner;
    private final ChildSpec spec;
    private final ChildRef ref;
    private final SupervisorRuntime supervisor;
    private final Watchers watchers = new Watchers();
    private boolean wasUp;
    private boolean isEnding;
    private @Nullable Limit limit;

    NestedSupervisor(SupervisorRuntime owner, ChildSpec spec, ChildRef ref, SupervisorSpec nested) {
        this.owner = owner;
        this.spec = spec;
        this.ref = ref;
        this.supervisor = new SupervisorRuntime(
                owner.system(), owner.pathOf(ref.id()), nested, owner.endOf(ref), () -> node(owner, spec, ref));
        supervisor.candidacies.inherit(owner.candidacies.epochOf(ref.id()));
    }

    @Override
    public String path() {
        return supervisor.path();
    }

    @Override
    public String id() {
        return ref.id();
    }

    @Override
    public ChildSpec spec() {
        return spec;
    }

    @Override
    public boolean isRunning() {
        return supervisor.isRunning();
    }

    @Override
    public Optional<Context> context() {
        return Optional.empty();
    }

    @Override
    public Future<ExitReason> ended() {
        return supervisor.ended();
    }

    @Override
    public void exit(ExitReason reason) {
        boolean atOnce = reason.kind() == ExitReason.Kind.KILLED;
        owner.post(() -> end(reason, atOnce ? Shutdown.BRUTAL_KILL : spec.shutdown()));
    }

    @Override
    public void start(@Nullable Object eventLoop) {
        spec.startTimeout()
                .ifPresent(
                        time -> limit = Limit.of(owner.system().deadlines(), time, () -> startTakesLongerThan(time)));
        supervisor.start().onSuccess(up -> owner.post(this::up));
        supervisor
                .ended()
                .onSuccess(reason -> owner.post(() -> {
                    if (supervisor.hasBeenUp()) {
                        // That it ended may be known before that it was up.
                        up();
                    }
                    cancelLimit();
                    owner.byId().unlist(this);
                    owner.tell(watchers, reason);
                    owner.down(this, ref, wasUp, reason, null);
                }));
    }

    /** S02: what has started is stopped again, in order. */
    private void startTakesLongerThan(Duration time) {
        // It may have come up just now.
        if (!supervisor.hasBeenUp()) {
            end(StartFailure.of(path(), StartFailure.tookLongerThan(time), null), spec.shutdown());
        }
    }

    private void up() {
        if (!wasUp) {
            wasUp = true;
            if (!isEnding) {
                cancelLimit();
            }
            owner.started(this, ref);
        }
    }

    @Override
    public void stop(Shutdown shutdown) {
        end(shutdown.isBrutalKill() ? ExitReason.KILLED : ExitReason.SHUTDOWN, shutdown);
    }

    /** S10, S15: in order within its limit, then all at once. */
    private void end(ExitReason reason, Shutdown shutdown) {
        cancelLimit();
        isEnding = true;
        if (shutdown.isBrutalKill()) {
            supervisor.kill(reason);
        } else {
            supervisor.stop(reason);
            shutdown.limit()
                    .ifPresent(time -> limit = Limit.of(owner.system().deadlines(), time, () -> {
                        supervisor.kill(ExitReason.killed("it did not stop within " + shutdown + " ms"));
                    }));
        }
    }

    private void cancelLimit() {
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
    }

    /** None: it serves nobody. */
    @Override
    public void countServerError() {}

    @Override
    public long serverErrors() {
        return 0;
    }

    @Override
    public Monitor monitor() {
        return Watch.of(owner.system(), this);
    }

    @Override
    public Watchers watchers() {
        return watchers;
    }

    /** Nothing: a supervisor traps exits, and ends with its children alone. */
    @Override
    public void signal(Child from, ExitReason linked) {}

    @Override
    public void trapExits(Consumer<Exit> handler) {}

    @Override
    public Future<TreeNode> tree(ChildEntry entry, int mostChildren) {
        TreeNode self = owner.inspection().leaf(entry);
        return supervisor.subtree(mostChildren, () -> self);
    }

    /** On the thread of the supervisors, whose turns are each other's as well. Its parent may have another by now, or none. */
    private static TreeNode node(SupervisorRuntime owner, ChildSpec spec, ChildRef ref) {
        ChildEntry entry = owner.core.child(ref.id());
        return entry != null && entry.ref().equals(ref)
                ? owner.inspection().leaf(entry)
                : Inspection.leaf(
                        owner.pathOf(ref.id()), spec, ChildState.STOPPED.word(), Optional.empty(), 0, Optional.empty());
    }
}
