package io.coppice.kv.store;

/** Buckets that are nowhere. */
public final class BucketFixture {

    private BucketFixture() {}

    /** One on the test's own thread, with a clock that stands still. */
    public static Bucket bucket(String name, Journal journal) {
        return new Bucket(
                Bytes.of(name),
                new BucketHome() {
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
                        return 1_000_000;
                    }

                    @Override
                    public void wakeIn(long nanos) {}

                    @Override
                    public void vacated() {}

                    @Override
                    public void crashed(Throwable cause) {}
                },
                Events.NOBODYS,
                journal);
    }
}
