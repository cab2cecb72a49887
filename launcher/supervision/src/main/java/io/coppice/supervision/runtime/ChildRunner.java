package io.coppice.supervision.runtime;

import io.coppice.supervision.Ignore;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.HandledMessage;
import io.coppice.supervision.spec.Shutdown;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A worker: the life of one {@link Shell}, with its time limits.
 *
 * <p>All of it is on the supervisor's context; what the shell tells from the child's context is posted there.
 */
final class ChildRunner extends Worker {

    /** After a kill, so long may Vert.x take to close what the child had open, before it counts as abandoned. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** STARTING -> UP -> ENDING -> DOWN; STARTING -> ENDING when the start fails, takes too long or is cut short. */
    private enum Phase {
        STARTING,
        UP,
        ENDING,
        DOWN
    }

    private final Landing landing;

    private volatile Phase phase = Phase.STARTING;
    private @Nullable String deploymentId;
    private boolean innerStarted;
    private boolean startEnded;
    private boolean wasUp;
    private boolean ignored;
    private boolean killed;
    private boolean holdsThread;
    private ExitReason reason = ExitReason.NORMAL;
    private @Nullable Limit limit;

    private @Nullable Vigil vigil;

    ChildRunner(SupervisorRuntime owner, ChildSpec spec, ChildRef ref, VerticleStart verticle) {
        super(owner, spec, ref);
        this.landing = new Landing(owner.system(), this, verticle, this::deployed);
    }

    private Shell shell() {
        return landing.shell();
    }

    @Override
    public boolean isRunning() {
        return phase == Phase.UP && !shell().hasCrashed();
    }

    @Override
    boolean isAlive() {
        return phase == Phase.STARTING || phase == Phase.UP;
    }

    @Override
    public Optional<Context> context() {
        return Optional.ofNullable(shell().context());
    }

    @Override
    public void exit(ExitReason exit) {
        if (exit.kind() == ExitReason.Kind.CRASHED) {
            shell().refuseMessages(exit.detail());
        }
        left(exit);
        owner.post(() -> {
            if (phase == Phase.STARTING) {
                startFailed("it exited: " + exit, exit.cause());
            } else if (phase == Phase.UP) {
                end(exit, exit.kind() == ExitReason.Kind.KILLED ? Shutdown.BRUTAL_KILL : spec.shutdown());
            } else if (exit.kind() == ExitReason.Kind.KILLED) {
                kill(exit.detail());
            }
        });
    }

    // Start

    @Override
    public void start() {
        spec.startTimeout()
                .ifPresent(time -> limitTo(time, () -> startFailed(StartFailure.tookLongerThan(time), null)));
        owner.system().catchAll().takeBack();
        landing.deploy();
    }

    private void deployed(AsyncResult<String> deployed) {
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
            startEnded = true;
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
            // It may have been stopped at once.
            if (isAlive()) {
                vigil = new Vigil(owner, this, shell());
                shell().handleContinue();
            }
        }
    }

    private void startFailed(String why, @Nullable Throwable cause) {
        end(StartFailure.of(path(), why, cause), Shutdown.BRUTAL_KILL);
    }

    /** Its supervisor is about to be told; called from any thread. */
    void left(ExitReason why) {
        owner.left(spec, ref, why);
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

    /** Below it is a verticle that it deployed, or a context that Vert.x derived from its own. */
    void crashedBelow(Throwable cause, Context at) {
        shell().crash(cause, at);
    }

    /** From any thread: its code holds a thread for longer than Vert.x allows. */
    void blocked(HeldThread held) {
        String what =
                "it has held " + held.thread().getName() + " for " + held.age().toMillis() + " ms";
        Throwable where = held.tell(what);
        owner.post(() -> {
            if (phase != Phase.DOWN && vigil != null) {
                vigil.blocked(held, where);
            }
        });
    }

    /** From any thread, now and then. */
    void keepHandler() {
        CrashHandler handler = shell().handler();
        if (handler != null && handler.isReplaced()) {
            owner.post(() -> {
                if (phase == Phase.UP && vigil != null) {
                    vigil.keepHandler();
                }
            });
        }
    }

    void handlerFailed(Throwable cause) {
        owner.system().reports().stray(path(), "its own exception handler failed", cause);
    }

    // Stop

    /** S03: undeployed by itself or by somebody else, it has ended normally; and has not started if it had not. */
    void undeployedByOthers(Future<Void> closed) {
        left(ExitReason.NORMAL);
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
    void end(ExitReason why, Shutdown shutdown) {
        killed = !innerStarted || shutdown.isBrutalKill();
        shell().order(killed ? Shell.Order.KILL : Shell.Order.STOP);
        leaving(why, killed ? Optional.of(GRACE) : shutdown.limit());
        if (deploymentId != null) {
            undeploy(deploymentId);
        }
    }

    private void leaving(ExitReason why, Optional<Duration> time) {
        phase = Phase.ENDING;
        reason = why;
        owner.unlist(this);
        if (vigil != null) {
            vigil.end();
        }
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
        Context child = shell().context();
        if (child == null) {
            down();
            return;
        }
        VertxInternals.closed(child).onComplete(done -> owner.post(this::down));
        // Behind an undeployment that is queued there.
        child.runOnContext(v -> owner.post(() -> {
            if (phase != Phase.DOWN && !shell().isUndeploying()) {
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
            shell().order(Shell.Order.KILL);
            shell().stopWaiting();
        }
    }

    /** S10: a thread cannot be killed, so what it holds is shown; its addresses are free all the same. */
    private void abandon() {
        holdsThread = true;
        HeldThread held = shell().held();
        Throwable where = owner.system().blockedThreads().giveUp(held);
        owner.tell(EventKind.ABANDONED, this, ExitReason.crashed(where));
        owner.system().abandon(this);
        Context child = shell().context();
        if (child != null) {
            deploymentId = child.deploymentID();
            VertxInternals.close(child);
        }
        down();
        VertxInternals.interrupt(held);
        if (child != null) {
            // Behind the code that holds the thread.
            child.runOnContext(v -> owner.post(this::released));
        }
    }

    /** Nothing of it is left, should it have been abandoned. */
    private void released() {
        holdsThread = false;
        owner.system().noLongerAbandoned(this);
        if (deploymentId != null) {
            owner.system().killedSenders().forgetLater(deploymentId);
        }
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
        Context child = shell().context();
        if (child != null) {
            unregister(child.deploymentID());
        }
        landing.forget();
        forget();
        if (child != null && killed && (innerStarted || !startEnded)) {
            // S10: its code may go on.
            owner.system().killedSenders().add(child.deploymentID(), holdsThread);
        }
        // First, so that who has seen its end and links to it then finds it gone.
        owner.tell(watchers(), reason);
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
        landing.cancel();
    }

    private void limitTo(Duration time, Runnable task) {
        limit = Limit.of(owner.system().deadlines(), time, task);
    }
}
