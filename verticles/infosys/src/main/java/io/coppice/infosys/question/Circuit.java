package io.coppice.infosys.question;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether a backend is worth asking: after so many failures in a row it is left alone for a while, and then tried with one question.
 *
 * <p>For one thread at a time.
 */
public final class Circuit {

    private final int mostFailures;
    private final Duration pause;
    private int failures;
    private Instant openUntil = Instant.MIN;

    public Circuit(int mostFailures, Duration pause) {
        this.mostFailures = mostFailures;
        this.pause = pause;
    }

    /** Whether to ask now. While it is open, one question after each pause is let through, to see. */
    public boolean allows(Instant now) {
        if (!isOpen()) {
            return true;
        }
        if (now.isBefore(openUntil)) {
            return false;
        }
        // Those who come while this one is under way are not let through with it.
        openUntil = now.plus(pause);
        return true;
    }

    /** Whether it has failed so often that it is not asked. */
    public boolean isOpen() {
        return failures >= mostFailures;
    }

    /** How many failures in a row there were. */
    public int failures() {
        return failures;
    }

    public void succeeded() {
        failures = 0;
    }

    public void failed(Instant now) {
        failures++;
        if (isOpen()) {
            openUntil = now.plus(pause);
        }
    }
}
