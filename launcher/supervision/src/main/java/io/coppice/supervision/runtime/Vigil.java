package io.coppice.supervision.runtime;

import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Shutdown;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All that watches one child while it is up: its heartbeats, how long it holds its thread, and whether its exception handler
 * is in its place. On the supervisor's context, unless said otherwise.
 */
final class Vigil {

    private final SupervisorRuntime owner;
    private final ChildRunner child;
    private final Shell shell;
    private final Extras extras;
    private final @Nullable HeartbeatWatch heartbeat;
    private final @Nullable LoopWatch loop;
    private boolean isOver;
    private boolean handlerReported;
    private long blockedSince;

    Vigil(SupervisorRuntime owner, ChildRunner child, Shell shell) {
        this.owner = owner;
        this.child = child;
        this.shell = shell;
        this.extras = child.spec().extras();
        this.heartbeat = extras.heartbeat()
                .map(spec -> new HeartbeatWatch(owner, child, spec, this::heartbeatsMissed))
                .orElse(null);
        this.loop = extras.loopLimit()
                .map(limit -> new LoopWatch(owner.system().deadlines(), shell, limit, this::heldTooLong))
                .orElse(null);
        keepHandler();
    }

    void end() {
        isOver = true;
        if (heartbeat != null) {
            heartbeat.cancel();
        }
        if (loop != null) {
            loop.cancel();
        }
    }

    /** B05: it is asked to stop where it may hear it. */
    private void heartbeatsMissed(ExitReason why) {
        HeldThread held = shell.held();
        boolean isStuck = held != null
                && extras.heartbeat()
                        .map(spec -> spec.interval().multipliedBy(spec.misses()))
                        .filter(silence -> held.age().compareTo(silence) >= 0)
                        .isPresent();
        child.left(why);
        shell.refuseMessages(why.detail());
        child.end(why, isStuck ? Shutdown.BRUTAL_KILL : child.spec().shutdown());
    }

    /** Vert.x's checker has found its code. */
    void blocked(HeldThread held, Throwable where) {
        tellBlocked(held, where);
        Duration most = extras.loopLimit().orElse(null);
        if (!isOver && most != null && held.age().compareTo(most) >= 0) {
            heldTooLong(held);
        }
    }

    /** B06 */
    private void heldTooLong(HeldThread held) {
        long limit = extras.loopLimit().orElse(Duration.ZERO).toMillis();
        Throwable where =
                held.tell("it held " + held.thread().getName() + " for longer than its loop_limit of " + limit + " ms");
        tellBlocked(held, where);
        owner.system().blockedThreads().mark(held.context());
        ExitReason why = ExitReason.crashed(where);
        child.left(why);
        shell.refuseMessages(why.detail());
        child.end(why, Shutdown.BRUTAL_KILL);
    }

    /** Once for each blockage. */
    private void tellBlocked(HeldThread held, Throwable where) {
        if (blockedSince != held.since()) {
            blockedSince = held.since();
            owner.tell(EventKind.BLOCKED, child, ExitReason.crashed(where));
        }
    }

    void keepHandler() {
        CrashHandler handler = shell.handler();
        if (handler != null && handler.takeBack() && !handlerReported) {
            handlerReported = true;
            String what = "it has replaced its context's exception handler, which is now called after the supervisor's";
            owner.system().reports().stray(child.path(), what, null);
        }
    }
}
