package io.coppice.supervision.runtime;

import io.coppice.supervision.Ignore;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.HandledMessage;
import io.coppice.supervision.spec.Shutdown;
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

    private final Landing landing;

    private volatile boolean isUp;
    private boolean startEnded;
    private boolean wasUp;
    private boolean ignored;
    private @Nullable Limit startLimit;
    private @Nullable Vigil vigil;

    /** Null until it is to go. */
    private volatile @Nullable ChildEnd end;

    ChildRunner(SupervisorRuntime owner, ChildSpec spec, ChildRef ref, VerticleStart verticle) {
        super(owner, spec, ref);
        this.landing = new Landing(owner.system(), this, verticle);
    }

    private Shell shell() {
        return landing.shell();
    }

    @Override
    public boolean isRunning() {
        return isUp && !shell().hasCrashed();
    }

    @Override
    boolean isAlive() {
        return end == null;
    }

    /** From any thread. */
    boolean isDown() {
        ChildEnd going = end;
        return going != null && going.isDown();
    }

    private boolean isStarting() {
        return isAlive() && !isUp;
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
        boolean isKill = exit.kind() == ExitReason.Kind.KILLED;
        owner.post(() -> {
            ChildEnd going = end;
            if (isStarting()) {
                startFailed("it exited: " + exit, exit.cause());
            } else if (going == null) {
                end(exit, isKill ? Shutdown.BRUTAL_KILL : spec.shutdown());
            } else if (isKill) {
                going.kill(exit.detail());
            }
        });
    }

    // Start

    @Override
    public void start(@Nullable Object eventLoop) {
        spec.startTimeout()
                .ifPresent(time -> startLimit = Limit.of(
                        owner.system().deadlines(), time, () -> startFailed(StartFailure.tookLongerThan(time), null)));
        owner.system().catchAll().takeBack();
        landing.deploy(eventLoop);
    }

    /** Vert.x refuses it. */
    void notDeployed(Throwable cause) {
        owner.hear(() -> {
            if (isAlive()) {
                startFailed(StartFailure.message(cause), cause);
            }
            if (end != null) {
                end.down();
            }
        });
    }

    /** From the child's context: it was to go before it was there, or another attempt took its place. */
    void deployedTooLate(Shell attempt, String deployment) {
        owner.hear(() -> {
            if (end != null && attempt == shell()) {
                end.undeploy(deployment);
            } else {
                owner.system().vertx().undeploy(deployment);
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
        owner.hear(() -> {
            if (!isStarting()) {
                return;
            }
            startEnded = true;
            if (failure instanceof Ignore) {
                ignored = true;
                end(ExitReason.NORMAL, Shutdown.BRUTAL_KILL);
            } else if (failure != null) {
                startFailed(StartFailure.message(failure), failure);
            } else {
                up();
            }
        });
    }

    void startedTooLate() {
        Throwable late = new IllegalStateException("its start went on after it had ended");
        owner.hear(() -> owner.tell(EventKind.ABANDONED, this, ExitReason.crashed(late)));
    }

    private void up() {
        cancelStartLimit();
        isUp = true;
        wasUp = true;
        owner.started(this, ref);
        // It may have been stopped at once.
        if (isAlive()) {
            vigil = new Vigil(owner, this, shell());
            shell().handleContinue();
        }
    }

    private void startFailed(String why, @Nullable Throwable cause) {
        end(StartFailure.of(path(), why, cause), Shutdown.BRUTAL_KILL);
    }

    private void cancelStartLimit() {
        if (startLimit != null) {
            startLimit.cancel();
            startLimit = null;
        }
        landing.cancel();
    }

    /** Its supervisor is about to be told; called from any thread. */
    void left(ExitReason why) {
        owner.left(spec, ref, why);
    }

    // Crash

    void crashed(Throwable cause, @Nullable HandledMessage handling) {
        owner.hear(() -> {
            if (isStarting()) {
                startFailed(StartFailure.message(cause), cause);
            } else if (isAlive()) {
                end(ExitReason.crashed(cause).handling(handling), spec.shutdown());
            } else {
                owner.system().reports().stray(path(), "an exception while it ended", cause);
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
            if (vigil != null && !isDown()) {
                vigil.blocked(held, where);
            }
        });
    }

    /** From any thread, now and then. */
    void keepHandler() {
        CrashHandler handler = shell().handler();
        if (handler != null && handler.isReplaced()) {
            owner.post(() -> {
                if (vigil != null && isAlive()) {
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
        owner.hear(() -> {
            if (isStarting()) {
                String why = "it was undeployed while it started";
                leave(StartFailure.of(path(), why, null), false, Optional.of(ChildEnd.GRACE));
            } else if (isAlive()) {
                leave(ExitReason.NORMAL, false, spec.shutdown().limit());
            }
        });
        closed.onComplete(done -> owner.hear(() -> {
            if (end != null) {
                end.down();
            }
        }));
    }

    @Override
    public void stop(Shutdown shutdown) {
        ChildEnd going = end;
        if (isStarting()) {
            end(ExitReason.SHUTDOWN, Shutdown.BRUTAL_KILL);
        } else if (going == null) {
            end(shutdown.isBrutalKill() ? ExitReason.KILLED : ExitReason.SHUTDOWN, shutdown);
        } else if (shutdown.isBrutalKill()) {
            going.kill("its supervisor was killed while it stopped");
        }
    }

    /** S10: its verticle is asked to stop if it had started, and has so long for it. */
    void end(ExitReason why, Shutdown shutdown) {
        boolean killed = !wasUp || shutdown.isBrutalKill();
        shell().order(killed ? Shell.Order.KILL : Shell.Order.STOP);
        ChildEnd going = leave(why, killed, shutdown.limit());
        String deployment = shell().deployment();
        if (deployment != null) {
            going.undeploy(deployment);
        }
    }

    private ChildEnd leave(ExitReason why, boolean killed, Optional<Duration> time) {
        ChildEnd going = new ChildEnd(this, shell(), why, killed);
        end = going;
        isUp = false;
        owner.byId().unlist(this);
        if (vigil != null) {
            vigil.end();
        }
        cancelStartLimit();
        going.begin(time);
        return going;
    }

    void stopFailed(Throwable cause) {
        owner.hear(() -> {
            if (end == null || !end.stopFailed(cause)) {
                owner.system().reports().stray(path(), "its stop failed", cause);
            }
        });
    }

    /** Called once by its end. */
    void down(ChildEnd ended) {
        Context child = shell().context();
        if (child != null) {
            unregister(child.deploymentID());
        }
        landing.forget();
        forget();
        if (child != null && ended.wasKilled() && (wasUp || !startEnded)) {
            // S10: its code may go on.
            owner.system().killedSenders().add(child.deploymentID(), ended.holdsThread());
        }
        // First, so that who has seen its end and links to it then finds it gone.
        owner.tell(watchers(), ended.reason());
        if (ignored) {
            owner.ignored(this, ref);
        } else {
            owner.down(
                    this,
                    ref,
                    wasUp,
                    ended.reason(),
                    child != null && child.isEventLoopContext() ? VertxInternals.eventLoopOf(child) : null);
        }
        if (endIsAskedFor) {
            // Who is told of it has heard the news before.
            owner.system().reports().now();
        }
        this.ended.complete(ended.reason());
    }
}
