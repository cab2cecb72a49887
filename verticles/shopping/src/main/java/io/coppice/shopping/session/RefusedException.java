package io.coppice.shopping.session;

import io.coppice.component.bus.Failure;

/** Something that may not happen in a session as it is; nothing was done. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Failure failure;

    RefusedException(Failure failure, String message) {
        super(message);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
