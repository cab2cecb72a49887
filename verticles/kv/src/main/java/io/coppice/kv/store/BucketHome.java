package io.coppice.kv.store;

/** Where a {@link Bucket} lives: its verticle. */
public interface BucketHome {

    /** Runs a task on the bucket's own thread. */
    void execute(Runnable task);

    /** Nanoseconds of a monotonic clock. */
    long now();

    /** Milliseconds of the wall clock, of which the nodes have one each. */
    long wallClock();

    /** Calls {@link Bucket#expire} in a turn after so many nanoseconds; a later call replaces an earlier one. */
    void wakeIn(long nanos);

    /** The last of its entries was removed by somebody for whom an empty bucket does not exist. */
    void vacated();

    /** The bucket has crashed. */
    void crashed(Throwable cause);

    /** The bucket is another node's now. */
    default void left() {}
}
