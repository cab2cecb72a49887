package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.Exit;
import io.coppice.supervision.Monitor;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A child that is a verticle, as others see it: what it is called, who watches it, and what it is told. */
abstract class Worker implements Running {

    private static final AtomicLongFieldUpdater<Worker> SERVER_ERRORS =
            AtomicLongFieldUpdater.newUpdater(Worker.class, "serverErrors");

    final SupervisorRuntime owner;
    volatile ChildSpec spec;
    final ChildRef ref;
    final Promise<ExitReason> ended;

    volatile boolean endIsAskedFor;

    private final Watchers watchers = new Watchers();

    @SuppressWarnings("unused") // by its updater
    private volatile long serverErrors;

    private volatile @Nullable Consumer<Exit> trap;

    Worker(SupervisorRuntime owner, ChildSpec spec, ChildRef ref) {
        this.owner = owner;
        this.spec = spec;
        this.ref = ref;
        this.ended = owner.system().reports().promise();
    }

    /** Whether it has neither begun to end nor ended; asked on the supervisor's context. */
    abstract boolean isAlive();

    /** What a child ran that is gone. */
    private record Gone(String description) implements ChildStart {}

    /** It is down: who keeps it keeps nothing of the code of its verticle, whose plugin may be unloaded. */
    final void forget() {
        trap = null;
        spec = new ChildSpec(
                spec.id(),
                new Gone(spec.start().description()),
                spec.restart(),
                spec.significant(),
                spec.shutdown(),
                spec.startTimeout(),
                spec.instances(),
                spec.extras());
    }

    @Override
    public String path() {
        return owner.pathOf(ref.id());
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
    public Future<ExitReason> ended() {
        endIsAskedFor = true;
        return ended.future();
    }

    @Override
    public void countServerError() {
        SERVER_ERRORS.incrementAndGet(this);
    }

    @Override
    public long serverErrors() {
        return serverErrors;
    }

    @Override
    public Future<TreeNode> tree(ChildEntry entry, int mostChildren) {
        return Future.succeededFuture(owner.inspection().leaf(entry));
    }

    // S18

    @Override
    public Monitor monitor() {
        return Watch.of(owner.system(), this);
    }

    @Override
    public Watchers watchers() {
        return watchers;
    }

    @Override
    public void trapExits(Consumer<Exit> handler) {
        trap = handler;
    }

    @Override
    public void signal(Child from, ExitReason linked) {
        Consumer<Exit> handler = trap;
        if (handler == null) {
            if (linked.kind() != ExitReason.Kind.NORMAL) {
                exit(linked);
            }
            return;
        }
        owner.post(() -> {
            Context child = context().orElse(null);
            if (child != null && isAlive()) {
                child.runOnContext(v -> handler.accept(new Exit(from, linked)));
            }
        });
    }
}
