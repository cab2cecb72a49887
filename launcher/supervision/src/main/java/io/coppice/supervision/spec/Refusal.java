package io.coppice.supervision.spec;

import java.util.Locale;

/** Why a supervisor refused a request, in OTP's words. */
public enum Refusal {
    /** A child with this id runs. */
    ALREADY_STARTED(409),
    /** A child with this id exists and is stopped. */
    ALREADY_PRESENT(412),
    /** No child has this id. */
    NOT_FOUND(404),
    /** The child runs, and the request needs it stopped. */
    RUNNING(423),
    /** The child is being restarted. */
    RESTARTING(425),
    /** The dynamic supervisor has as many children as it may. */
    MAX_CHILDREN(507),
    /** The request does not exist for this kind of supervisor. */
    NOT_SUPPORTED(405),
    /** The child did not start; the cause tells why. */
    START_FAILED(502),
    /** The supervisor is stopping or gone. */
    SHUTTING_DOWN(503),
    /** Too many requests wait already. */
    OVERLOADED(429),
    /** A majority of the cluster has to agree, and this node is not in touch with one. */
    NO_MAJORITY(421);

    private final int code;

    Refusal(int code) {
        this.code = code;
    }

    /** The failure code of the answer over the event bus; it reads like HTTP's where HTTP has such a one. */
    public int code() {
        return code;
    }

    /** The word of its text: {@code not_found}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
