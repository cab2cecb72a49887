package io.coppice.supervision.core;

/** What the start of a child that is {@link ChildState#RESTARTING} is put off for. */
enum Wait {
    /** Nothing: at most for its turn in the mailbox. */
    NONE,
    /** The delay of its backoff. */
    DELAY,
    /** Addresses that have not answered. */
    ADDRESSES,
    /** Addresses that have answered meanwhile: it is to be started. */
    ANSWERED
}
