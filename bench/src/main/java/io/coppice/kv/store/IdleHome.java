package io.coppice.kv.store;

/** The home of a bucket of which nothing is asked but turns. */
final class IdleHome implements BucketHome {

    @Override
    public void execute(Runnable task) {
        throw new IllegalStateException("two threads want this bucket");
    }

    @Override
    public long now() {
        return 0;
    }

    @Override
    public long wallClock() {
        return 0;
    }

    @Override
    public void wakeIn(long nanos) {
        throw new IllegalStateException("an entry has a time to live");
    }

    @Override
    public void vacated() {
        throw new IllegalStateException("an entry was removed");
    }

    @Override
    public void crashed(Throwable cause) {
        throw new IllegalStateException(cause);
    }
}
