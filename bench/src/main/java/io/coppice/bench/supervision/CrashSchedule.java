package io.coppice.bench.supervision;

import java.util.function.LongSupplier;

/**
 * When a client crashes its server: a millisecond after the first answer of each incarnation, until the samples are complete;
 * the same for all peers.
 *
 * <p>The requests in between keep both sides as awake as they are under load, and leave the restart time to end.
 */
final class CrashSchedule {

    /** From the first answer to the next crash. */
    static final long PAUSE_NANOS = 1_000_000;

    /** What the client does next. */
    enum Step {
        ASK,
        CRASH,
        END
    }

    private final Samples samples;
    private final LongSupplier restarts;
    private long crashes;
    /** Until the next incarnation answers for the first time. */
    private boolean isAwaiting = true;

    private long crashAt;

    /**
     * @param restarts how many have ended also for who makes them: a crash before that would be another case
     */
    CrashSchedule(Samples samples, LongSupplier restarts) {
        this.samples = samples;
        this.restarts = restarts;
    }

    /**
     * @param nanos the server's answer: from the throw to an incarnation's first request, 0 for its later ones
     * @param now of {@link System#nanoTime}
     */
    Step answered(long nanos, long now) {
        if (nanos > 0) {
            isAwaiting = false;
            crashAt = now + PAUSE_NANOS;
            // The very first start follows no crash.
            if (crashes > 0) {
                samples.add(nanos);
            }
        }
        if (isAwaiting || now - crashAt < 0 || restarts.getAsLong() < crashes) {
            return Step.ASK;
        }
        if (samples.isComplete()) {
            return Step.END;
        }
        crashes++;
        isAwaiting = true;
        return Step.CRASH;
    }
}
