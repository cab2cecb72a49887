package io.coppice.traininglog.database;

import io.coppice.traininglog.bus.Failure;

/** A database that could not do what it was asked. */
public final class TrainingLogException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Failure failure;

    TrainingLogException(Failure failure, String message, Throwable cause) {
        super(message, cause);
        this.failure = failure;
    }

    /** What the requester is told. */
    public Failure failure() {
        return failure;
    }
}
