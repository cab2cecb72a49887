package io.coppice.supervision.runtime;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The exception handler of a child's context: the first exception that comes here ends the child.
 *
 * <p>A context has one slot for it, which the verticle may overwrite. Then this one is put back, and the verticle's is called
 * after it, so that it may log as it meant to.
 */
final class CrashHandler implements Handler<Throwable> {

    private final Context context;
    private final Shell shell;
    private volatile @Nullable Handler<Throwable> theirs;
    /** The exception that theirs has been given: it may call this one, which was there before it. */
    private volatile @Nullable Throwable handedOn;

    /**
     * Takes the slot.
     *
     * @param shell told of each exception, on the context, and of what the verticle's own handler throws
     */
    CrashHandler(Context context, Shell shell) {
        this.context = context;
        this.shell = shell;
        context.exceptionHandler(this);
    }

    @Override
    public void handle(Throwable cause) {
        if (handedOn == cause) {
            return;
        }
        shell.crash(cause, context);
        Handler<Throwable> other = theirs;
        if (other != null) {
            handedOn = cause;
            try {
                other.handle(cause);
            } catch (Throwable t) {
                shell.handlerFailed(t);
            }
            handedOn = null;
        }
    }

    boolean isReplaced() {
        return context.exceptionHandler() != this;
    }

    /** Takes the slot again where it was overwritten; false if it was not. */
    boolean takeBack() {
        if (!isReplaced()) {
            return false;
        }
        theirs = context.exceptionHandler();
        context.exceptionHandler(this);
        return true;
    }
}
