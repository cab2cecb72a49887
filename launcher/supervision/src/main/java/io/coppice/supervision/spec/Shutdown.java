package io.coppice.supervision.spec;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a child may take to stop when it is told to (S10). */
public final class Shutdown {

    /** Kill it at once, without asking. */
    public static final Shutdown BRUTAL_KILL = new Shutdown(Duration.ZERO, "brutal_kill");

    /** Ask it, and wait for as long as it takes. */
    public static final Shutdown INFINITY = new Shutdown(null, "infinity");

    /** OTP's default for a worker. */
    public static final Shutdown WORKER_DEFAULT = within(Duration.ofSeconds(5));

    private final @Nullable Duration limit;
    private final String word;

    private Shutdown(@Nullable Duration limit, String word) {
        this.limit = limit;
        this.word = word;
    }

    /**
     * Ask it, wait that long, then kill it.
     *
     * @throws IllegalArgumentException if the limit is negative
     */
    public static Shutdown within(Duration limit) {
        Duration time = Times.bounded(limit);
        if (time.isNegative()) {
            throw new IllegalArgumentException("shutdown must be 0 ms or more, not " + time.toMillis());
        }
        return new Shutdown(time, Long.toString(time.toMillis()));
    }

    public boolean isBrutalKill() {
        return equals(BRUTAL_KILL);
    }

    /** The time after which it is killed; empty for {@link #INFINITY}. */
    public Optional<Duration> limit() {
        return Optional.ofNullable(limit);
    }

    /** The value as the configuration has it: {@code brutal_kill}, {@code infinity} or milliseconds. */
    @Override
    public String toString() {
        return word;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Shutdown that && word.equals(that.word);
    }

    @Override
    public int hashCode() {
        return word.hashCode();
    }
}
