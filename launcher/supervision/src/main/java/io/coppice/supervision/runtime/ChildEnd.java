package io.coppice.supervision.runtime;

import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of one worker (S10): from the moment at which it is to go until nothing of it is left. On its supervisor's context.
 *
 * <p>Its verticle is undeployed, which asks it to stop unless it is killed. When its time is over it is killed, and when
 * Vert.x then does not get it closed it is abandoned: down all the same, though its code still holds a thread.
 */
final class ChildEnd {

    /** After a kill, so long may Vert.x take to close what the child had open, before it counts as abandoned. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private final ChildRunner child;
    private final SupervisorRuntime owner;
    private final Shell shell;
    private ExitReason reason;
    private boolean killed;
    private boolean holdsThread;
    private volatile boolean isDown;
    /** Null until it is known. */
    private @Nullable String deployment;

    private boolean isUndeploying;

    private @Nullable Limit limit;

    /** @param killed whether it is not asked to stop */
    ChildEnd(ChildRunner child, Shell shell, ExitReason reason, boolean killed) {
        this.child = child;
        this.owner = child.owner;
        this.shell = shell;
        this.reason = reason;
        this.killed = killed;
    }

    /** @param time for its stop; for a kill it has {@link #GRACE} */
    void begin(Optional<Duration> time) {
        if (killed) {
            limitTo(GRACE, this::abandon);
        } else if (time.isPresent()) {
            String late = "it did not stop within " + child.spec().shutdown() + " ms";
            limitTo(time.get(), () -> kill(late));
        }
    }

    ExitReason reason() {
        return reason;
    }

    boolean isDown() {
        return isDown;
    }

    boolean wasKilled() {
        return killed;
    }

    boolean holdsThread() {
        return holdsThread;
    }

    /** It stopped, and not well; false when that changes nothing. */
    boolean stopFailed(Throwable cause) {
        if (isDown || !reason.isExpected()) {
            return false;
        }
        reason = ExitReason.crashed(cause);
        return true;
    }

    /** Has effect once. */
    void undeploy(String id) {
        if (isUndeploying) {
            return;
        }
        isUndeploying = true;
        deployment = id;
        Context context = shell.context();
        if (context == null) {
            undeployNow(id);
        } else {
            VertxInternals.onOwnLoop(context, () -> undeployNow(id));
        }
    }

    private void undeployNow(String id) {
        // In a turn of its own: a result that is there already would overtake what the shell has told.
        vertx().undeploy(id).onComplete(done -> owner.hear(() -> undeployed(id, done)));
    }

    private void undeployed(String id, AsyncResult<Void> done) {
        if (done.succeeded()) {
            released();
            down();
        } else {
            undeployFailed(id, done.cause());
        }
    }

    /**
     * Somebody else undeploys it at the same time: then it is down when that is done. Or a verticle that it deployed itself
     * did not stop: Vert.x then leaves it as it was, and undeploys it at the second attempt.
     */
    private void undeployFailed(String id, Throwable cause) {
        Context context = shell.context();
        if (context == null) {
            down();
            return;
        }
        VertxInternals.closed(context).onComplete(done -> owner.hear(this::down));
        // Behind an undeployment that is queued there.
        context.runOnContext(v -> owner.hear(() -> {
            if (!isDown && !shell.isUndeploying()) {
                owner.system().reports().stray(child.path(), "its undeployment failed", cause);
                vertx().undeploy(id).onFailure(again -> VertxInternals.close(context));
            }
        }));
    }

    /** S10: it is not waited for any more. */
    void kill(String why) {
        if (isDown || killed) {
            return;
        }
        killed = true;
        if (reason.isExpected()) {
            reason = ExitReason.killed(why);
        }
        cancelLimit();
        limitTo(GRACE, this::abandon);
        shell.order(Shell.Order.KILL);
        shell.stopWaiting();
    }

    /** S10: a thread cannot be killed, so what it holds is shown; its addresses are free all the same. */
    private void abandon() {
        holdsThread = true;
        HeldThread held = shell.held();
        Throwable where = owner.system().blockedThreads().giveUp(held);
        owner.tell(EventKind.ABANDONED, child, ExitReason.crashed(where));
        owner.system().abandon(child);
        Context context = shell.context();
        if (context != null) {
            deployment = context.deploymentID();
            VertxInternals.close(context);
        }
        down();
        VertxInternals.interrupt(held);
        if (context != null) {
            // Behind the code that holds the thread.
            context.runOnContext(v -> owner.hear(this::released));
        }
    }

    /** Nothing of it is left, should it have been abandoned. */
    private void released() {
        holdsThread = false;
        owner.system().noLongerAbandoned(child);
        if (deployment != null) {
            owner.system().killedSenders().forgetLater(deployment);
        }
    }

    void down() {
        if (!isDown) {
            cancelLimit();
            isDown = true;
            child.down(this);
        }
    }

    private Vertx vertx() {
        return owner.system().vertx();
    }

    private void cancelLimit() {
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
    }

    private void limitTo(Duration time, Runnable task) {
        limit = Limit.of(owner.system().deadlines(), time, task);
    }
}
