package io.coppice.supervision;

import io.coppice.supervision.spec.Refusal;
import org.jspecify.annotations.Nullable;

/** A request that a supervisor refused or could not carry out. */
public final class SupervisionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Refusal code;

    public SupervisionException(Refusal code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Refusal code() {
        return code;
    }
}
