package io.coppice.supervision.runtime;

import io.vertx.core.Context;
import java.time.Duration;

/**
 * A thread of Vert.x that is in the code of some context.
 *
 * @param thread the thread
 * @param context whose code it is in
 * @param since when it was given to that code, by {@link System#nanoTime}; it tells one blockage from the next
 * @param age how long it had been there when it was seen; it may be over since
 */
record HeldThread(Thread thread, Context context, long since, Duration age) {

    /** An exception with the stack that holds the thread. */
    IllegalStateException tell(String what) {
        IllegalStateException held = new IllegalStateException(what);
        held.setStackTrace(thread.getStackTrace());
        return held;
    }
}
