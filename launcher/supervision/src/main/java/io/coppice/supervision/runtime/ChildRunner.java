package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.Exit;
import io.coppice.supervision.Ignore;
import io.coppice.supervision.Monitor;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.HandledMessage;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker: the life of one {@link Shell}, with its time limits.
 *
 * <p>All of it is on the supervisor's context; what the shell tells from the child's context is posted there.
 */
final class ChildRunner implements Running {

    /** After a kill, so long may Vert.x take to close what the child had open, before it counts as abandoned. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /**
     * STARTING -> UP -> ENDING -> DOWN; STARTING -> ENDING when the start fails, takes too long or is cut short.
     */
    private enum Phase {
        STARTING,
        UP,
        ENDING,
        DOWN
    }

    private final SupervisorRuntime owner;
    private final ChildSpec spec;
    private final ChildRef ref;
    private final Shell shell;
    private final Promise<ExitReason> ended = Promise.promise();
    private final Watchers watchers = new Watchers();
    private volatile @Nullable Consumer<Exit> trap;

    private volatile Phase phase = Phase.STARTING;
    private @Nullable String deploymentId;
    private boolean innerStarted;
    private boolean wasUp;
    private boolean ignored;
    private boolean killed;
    private ExitReason reason = ExitReason.NORMAL;
    private @Nullable Limit limit;

    ChildRunner(SupervisorRuntime owner, ChildSpec spec, ChildRef ref, VerticleStart start) {
        this.owner = owner;
        this.spec = spec;
        this.ref = ref;
        this.shell = new Shell(this, start, owner.system().messages());
    }

    @Override
    public String path() {
        return owner.pathOf(ref.id());
    }

    @Override
    public String id() {
        return ref.id();
    }

    String description() {
        return spec.start().description();
    }

    ChildSpec spec() {
        return spec;
    }

    @Override
    public boolean isRunning() {
        return phase == Phase.UP && !shell.hasCrashed();
    }

    @Override
    public Optional<Context> context() {
        return Optional.ofNullable(shell.context());
    }

    @Override
    public Future<ExitReason> ended() {
        return ended.future();
    }

    @Override
    public void exit(ExitReason exit) {
        owner.post(() -> {
            if (phase == Phase.STARTING) {
                startFailed("it exited: " + exit, exit.cause());
            } else if (phase == Phase.UP) {
                end(exit, spec.shutdown());
            }
        });
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
            Context child = shell.context();
            if (child != null && (phase == Phase.STARTING || phase == Phase.UP)) {
                child.runOnContext(v -> handler.accept(new Exit(from, linked)));
            }
        });
    }

    @Override
    public Future<TreeNode> tree(ChildEntry entry, int mostChildren) {
        return Future.succeededFuture(owner.leaf(entry));
    }

    // Start

    @Override
    public void start() {
        limitTo(spec.startTimeout(), () -> {
            String millis = spec.startTimeout().toMillis() + " ms";
            startFailed("its start took longer than " + millis, null);
        });
        shell.deployTo(owner.system().vertx()).onComplete(deployed -> {
            if (deployed.failed()) {
                if (phase == Phase.STARTING) {
                    startFailed(StartFailure.message(deployed.cause()), deployed.cause());
                }
                released();
                down();
                return;
            }
            deploymentId = deployed.result();
            if (phase == Phase.STARTING) {
                upIfComplete();
            } else {
                undeploy(deployed.result());
            }
        });
    }

    void register(String deployment) {
        owner.system().register(deployment, this);
    }

    void unregister(String deployment) {
        owner.system().unregister(deployment);
    }

    void innerStarted(@Nullable Throwable failure) {
        owner.post(() -> {
            if (phase != Phase.STARTING) {
                return;
            }
            if (failure instanceof Ignore) {
                ignored = true;
                end(ExitReason.NORMAL, Shutdown.BRUTAL_KILL);
            } else if (failure != null) {
                startFailed(StartFailure.message(failure), failure);
            } else {
                innerStarted = true;
                upIfComplete();
            }
        });
    }

    void startedTooLate() {
        Throwable late = new IllegalStateException("its start went on after it had ended");
        owner.post(() -> owner.tell(EventKind.ABANDONED, this, ExitReason.crashed(late)));
    }

    private void upIfComplete() {
        if (innerStarted && deploymentId != null) {
            cancelLimit();
            phase = Phase.UP;
            wasUp = true;
            owner.started(this, ref);
        }
    }

    private void startFailed(String why, @Nullable Throwable cause) {
        end(StartFailure.of(path(), why, cause), Shutdown.BRUTAL_KILL);
    }

    // Crash

    void crashed(Throwable cause, @Nullable HandledMessage handling) {
        owner.post(() -> {
            switch (phase) {
                case STARTING -> startFailed(StartFailure.message(cause), cause);
                case UP -> end(ExitReason.crashed(cause).handling(handling), spec.shutdown());
                case ENDING, DOWN -> owner.system().reports().stray(path(), "an exception while it ended", cause);
            }
        });
    }

    // Stop

    /** S03: undeployed by itself or by somebody else, it has ended normally; and has not started if it had not. */
    void undeployedByOthers(Future<Void> closed) {
        owner.post(() -> {
            if (phase == Phase.STARTING) {
                String why = "it was undeployed while it started";
                leaving(StartFailure.of(path(), why, null), Optional.of(GRACE));
            } else if (phase == Phase.UP) {
                leaving(ExitReason.NORMAL, spec.shutdown().limit());
            }
        });
        closed.onComplete(done -> owner.post(this::down));
    }

    @Override
    public void stop(Shutdown shutdown) {
        switch (phase) {
            case STARTING -> end(ExitReason.SHUTDOWN, Shutdown.BRUTAL_KILL);
            case UP -> end(shutdown.isBrutalKill() ? ExitReason.KILLED : ExitReason.SHUTDOWN, shutdown);
            case ENDING -> {
                if (shutdown.isBrutalKill()) {
                    kill("its supervisor was killed while it stopped");
                }
            }
            case DOWN -> {}
        }
    }

    /** S10: its verticle is asked to stop if it had started, and has so long for it. */
    private void end(ExitReason why, Shutdown shutdown) {
        killed = !innerStarted || shutdown.isBrutalKill();
        shell.order(killed ? Shell.Order.KILL : Shell.Order.STOP);
        leaving(why, killed ? Optional.of(GRACE) : shutdown.limit());
        if (deploymentId != null) {
            undeploy(deploymentId);
        }
    }

    private void leaving(ExitReason why, Optional<Duration> time) {
        phase = Phase.ENDING;
        reason = why;
        owner.unlist(this);
        cancelLimit();
        if (time.isPresent()) {
            limitTo(
                    time.get(),
                    killed ? this::abandon : () -> kill("it did not stop within " + spec.shutdown() + " ms"));
        }
    }

    private void undeploy(String deployment) {
        // Posted, because a result that is there already would overtake what the shell has posted, such as a failed
        // stop.
        owner.system()
                .vertx()
                .undeploy(deployment)
                .onComplete(done -> owner.post(() -> {
                    if (done.succeeded()) {
                        released();
                        down();
                    } else {
                        undeployFailed(deployment, done.cause());
                    }
                }));
    }

    /**
     * Somebody else undeploys it at the same time: then it is down when that is done. Or a verticle that it deployed itself
     * did not stop: Vert.x then leaves it as it was, and undeploys it at the second attempt.
     */
    private void undeployFailed(String deployment, Throwable cause) {
        Context child = shell.context();
        if (child == null) {
            down();
            return;
        }
        VertxInternals.closed(child).onComplete(done -> owner.post(this::down));
        // Behind an undeployment that is queued there.
        child.runOnContext(v -> owner.post(() -> {
            if (phase != Phase.DOWN && !shell.isUndeploying()) {
                owner.system().reports().stray(path(), "its undeployment failed", cause);
                owner.system().vertx().undeploy(deployment).onFailure(again -> VertxInternals.close(child));
            }
        }));
    }

    /** S10: it is not waited for any more. */
    private void kill(String why) {
        if (phase == Phase.ENDING && !killed) {
            killed = true;
            if (reason.isExpected()) {
                reason = ExitReason.killed(why);
            }
            cancelLimit();
            limitTo(GRACE, this::abandon);
            shell.order(Shell.Order.KILL);
            shell.stopWaiting();
        }
    }

    /** S10: a thread cannot be killed, so what it holds is shown; its addresses are free all the same. */
    private void abandon() {
        Throwable held = new IllegalStateException("a thread is still in its code");
        held.setStackTrace(shell.whereItIs());
        owner.tell(EventKind.ABANDONED, this, ExitReason.crashed(held));
        owner.system().abandon(this);
        Context child = shell.context();
        if (child != null) {
            VertxInternals.close(child);
        }
        down();
        if (child != null) {
            // Behind the code that holds the thread.
            child.runOnContext(v -> released());
        }
    }

    /** Nothing of it is left, should it have been abandoned. */
    private void released() {
        owner.system().noLongerAbandoned(this);
    }

    void stopFailed(Throwable cause) {
        owner.post(() -> {
            if (phase == Phase.ENDING && reason.isExpected()) {
                reason = ExitReason.crashed(cause);
            } else {
                owner.system().reports().stray(path(), "its stop failed", cause);
            }
        });
    }

    private void down() {
        if (phase == Phase.DOWN) {
            return;
        }
        cancelLimit();
        phase = Phase.DOWN;
        Context child = shell.context();
        if (child != null) {
            unregister(child.deploymentID());
        }
        // First, so that who has seen its end and links to it then finds it gone.
        owner.tell(watchers, reason);
        owner.settle(() -> ended.complete(reason));
        if (ignored) {
            owner.ignored(this, ref);
        } else {
            owner.down(this, ref, wasUp, reason);
        }
    }

    private void cancelLimit() {
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
    }

    private void limitTo(Duration time, Runnable task) {
        limit = Limit.of(owner.system().vertx(), time, task);
    }
}
