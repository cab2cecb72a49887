package io.coppice.supervision.nodes;

import org.jspecify.annotations.Nullable;

/** Why a {@link ReplicatedStore} did not do what it was asked for. */
public final class StoreException extends RuntimeException {

    /** What is known of the request. */
    public enum Reason {
        /** Not done: another node has claimed the partition, or owns it. */
        FENCED,
        /** Not done: too few nodes are there, or it is not a good moment. */
        REFUSED,
        /** Maybe done, maybe not, maybe not for good. */
        UNKNOWN
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public StoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
