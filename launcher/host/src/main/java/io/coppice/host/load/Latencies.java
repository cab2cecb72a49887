package io.coppice.host.load;

/**
 * A histogram of times in nanoseconds, exact to a thirty-second part, in 15 KiB however many there are.
 *
 * <p>Each power of two has 32 buckets of equal width. For one thread at a time.
 */
public final class Latencies {

    private static final int BITS = 5;
    private static final int BUCKETS = 1 << BITS;

    private final long[] counts = new long[(Long.SIZE - BITS) * BUCKETS];
    private long count;
    private long least = Long.MAX_VALUE;
    private long most;
    private double sum;

    /** Adds one. */
    public void record(long nanos) {
        long value = Math.max(nanos, 0);
        counts[bucket(value)]++;
        count++;
        least = Math.min(least, value);
        most = Math.max(most, value);
        sum += value;
    }

    /** Below 32 the value itself; above it the power of two, and the 5 bits that follow the highest. */
    private static int bucket(long value) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - BITS - 1);
        return shift * BUCKETS + (int) (value >>> shift);
    }

    /** The most that is counted in a bucket. */
    private static long highest(int bucket) {
        int shift = Math.max(0, bucket / BUCKETS - 1);
        return ((bucket - (long) shift * BUCKETS + 1) << shift) - 1;
    }

    public long count() {
        return count;
    }

    /** 0 where there is none. */
    public long least() {
        return count == 0 ? 0 : least;
    }

    public long most() {
        return most;
    }

    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /**
     * What so many in a hundred did not exceed; 0 where there is none.
     *
     * @param percent from 0 to 100
     */
    public long percentile(double percent) {
        long rank = Math.max(1, (long) Math.ceil(count * percent / 100));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(highest(i), most);
            }
        }
        return most;
    }
}
