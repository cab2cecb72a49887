package io.coppice.supervision.spec;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a child may ask for beyond OTP's rules; all of it is off by default, so that the rules stay exact.
 *
 * @param backoff delays between its restarts; without it there are none, as in OTP
 * @param waitFor event-bus addresses that have to answer before it is started
 * @param parks whether it is parked, visible and stopped until somebody starts it again, where its supervisor would give up
 *     because of it: {@code on_give_up: park}
 * @param hold messages that wait while it is being restarted
 * @param heartbeat signs of life that it has to give; for a worker alone
 * @param loopLimit it has crashed when it holds its event loop, or its worker thread, for longer; more than 0;
 *     for a worker alone
 * @param placement on which nodes of a cluster it runs
 */
public record Extras(
        Optional<Backoff> backoff,
        List<String> waitFor,
        boolean parks,
        Optional<Hold> hold,
        Optional<Heartbeat> heartbeat,
        Optional<Duration> loopLimit,
        Placement placement) {

    /** Nothing. */
    public static final Extras NONE = new Extras(
            Optional.empty(), List.of(), false, Optional.empty(), Optional.empty(), Optional.empty(), Placement.NODE);

    public Extras {
        Objects.requireNonNull(backoff, "backoff");
        Objects.requireNonNull(hold, "hold");
        Objects.requireNonNull(heartbeat, "heartbeat");
        Objects.requireNonNull(placement, "placement");
        loopLimit = loopLimit.map(Times::bounded);
        waitFor = List.copyOf(waitFor);
        if (waitFor.contains("")) {
            throw new IllegalArgumentException("wait_for: an address must not be empty");
        }
        if (loopLimit.isPresent()
                && (loopLimit.get().isNegative() || loopLimit.get().isZero())) {
            throw new IllegalArgumentException(
                    "loop_limit must be more than 0 ms, not " + loopLimit.get().toMillis());
        }
    }

    public Extras withBackoff(Backoff value) {
        return new Extras(Optional.of(value), waitFor, parks, hold, heartbeat, loopLimit, placement);
    }

    public Extras withWaitFor(String... addresses) {
        return new Extras(backoff, List.of(addresses), parks, hold, heartbeat, loopLimit, placement);
    }

    public Extras withParking() {
        return new Extras(backoff, waitFor, true, hold, heartbeat, loopLimit, placement);
    }

    public Extras withHold(Hold value) {
        return new Extras(backoff, waitFor, parks, Optional.of(value), heartbeat, loopLimit, placement);
    }

    public Extras withHeartbeat(Heartbeat value) {
        return new Extras(backoff, waitFor, parks, hold, Optional.of(value), loopLimit, placement);
    }

    public Extras withLoopLimit(Duration value) {
        return new Extras(backoff, waitFor, parks, hold, heartbeat, Optional.of(value), placement);
    }

    public Extras withPlacement(Placement value) {
        return new Extras(backoff, waitFor, parks, hold, heartbeat, loopLimit, value);
    }

    /** Whether a cluster has it once. */
    public boolean isPlaced() {
        return placement == Placement.CLUSTER;
    }
}
