package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import org.jspecify.annotations.Nullable;

/** A database that could not do what it was asked. */
public final class DatabaseException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Failure failure;

    public DatabaseException(Failure failure, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    /** What the requester is told. */
    public Failure failure() {
        return failure;
    }
}
