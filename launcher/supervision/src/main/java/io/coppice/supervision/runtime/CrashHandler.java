package io.coppice.supervision.runtime;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The exception handler of a child's context: the first exception that comes here ends the child.
 *
 * <p>A context has one slot for it, which the verticle may overwrite. Then this one is put back, and the verticle's is called
 * after it, so that it may log as it meant to.
 */
final class CrashHandler implements Handler<Throwable> {

    private final Context context;
    private final Consumer<Throwable> crash;
    private final Consumer<Throwable> theirsFailed;
    private volatile @Nullable Handler<Throwable> theirs;
    /** The exception that theirs has been given: it may call this one, which was there before it. */
    private volatile @Nullable Throwable handedOn;

    /**
     * Takes the slot.
     *
     * @param crash told of each exception, on the context
     * @param theirsFailed told of what the verticle's own handler throws
     */
    CrashHandler(Context context, Consumer<Throwable> crash, Consumer<Throwable> theirsFailed) {
        this.context = context;
        this.crash = crash;
        this.theirsFailed = theirsFailed;
        context.exceptionHandler(this);
    }

    @Override
    public void handle(Throwable cause) {
        if (handedOn == cause) {
            return;
        }
        crash.accept(cause);
        Handler<Throwable> other = theirs;
        if (other != null) {
            handedOn = cause;
            try {
                other.handle(cause);
            } catch (Throwable t) {
                theirsFailed.accept(t);
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
