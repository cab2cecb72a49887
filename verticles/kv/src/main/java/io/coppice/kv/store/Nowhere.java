package io.coppice.kv.store;

/** The home of a bucket that takes no turns. */
final class Nowhere implements BucketHome {

    @Override
    public void execute(Runnable task) {
        task.run();
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
    public void wakeIn(long nanos) {}

    @Override
    public void vacated() {}

    @Override
    public void crashed(Throwable cause) {}
}
