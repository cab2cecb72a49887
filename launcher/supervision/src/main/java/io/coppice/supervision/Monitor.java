package io.coppice.supervision;

import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;

/** A watch on one incarnation of a child, which tells once that it has ended (S18). */
public interface Monitor {

    Child target();

    /**
     * OTP's DOWN: the reason of the target's end, once, on the context that asked for the monitor; it came at once if the
     * target was gone already.
     *
     * <p>It never comes after {@link #demonitor}, nor when the supervised verticle that asked has ended itself.
     */
    Future<ExitReason> down();

    /** Ends the watch: after it, on the context that asked, no DOWN comes any more, even one that is on its way. */
    void demonitor();
}
