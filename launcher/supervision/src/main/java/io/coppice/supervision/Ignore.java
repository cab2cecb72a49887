package io.coppice.supervision;

/**
 * A verticle's answer to its start that there is nothing to run: OTP's <em>ignore</em> (S02).
 *
 * <p>A verticle whose {@code start} fails with it is not up and has not failed: its spec stays, unless it is temporary.
 */
public final class Ignore extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Ignore(String why) {
        super(why, null, false, false);
    }
}
