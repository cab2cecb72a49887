package io.coppice.supervision.runtime;

import io.coppice.supervision.MessageMask;
import org.jspecify.annotations.Nullable;

/** The text of a handled message as it goes into reports: masked first, then cut. */
final class Masking {

    /** So much of a body is kept. */
    static final int MOST_OF_BODY = 256;

    private final Reports reports;
    private volatile MessageMask mask = MessageMask.ofJson();

    Masking(Reports reports) {
        this.reports = reports;
    }

    void use(MessageMask other) {
        mask = other;
    }

    String textOf(String address, @Nullable Object body) {
        try {
            return Cut.of(mask.textOf(address, body), MOST_OF_BODY);
        } catch (Throwable t) {
            // Rather nothing than a secret.
            reports.stray(address, "the mask of handled messages failed", t);
            return JsonMask.MASK;
        }
    }
}
