package io.coppice.supervision;

/**
 * A verticle that goes on with something when it is up: OTP's {@code handle_continue} after {@code init}.
 *
 * <p>What it does there may end it: its supervisor knows already that it has started, and counts the end as an end, not as
 * a failed start.
 */
public interface Continues {

    /** Called once, on its own context, after its start; what it throws crashes it. */
    void handleContinue();
}
