package io.coppice.bench.supervision;

import java.util.Locale;

/** How a client comes to ask the next incarnation of the server that it crashed. */
enum ClientMode {
    /** It sleeps until the incarnation says that it is there: its wake-up is part of what is measured. */
    TOLD,
    /** It sends one request after another from the crash on, refused or not: only the server is measured. */
    ASKING;

    /** By its name in lower case, as programs take it. */
    static ClientMode of(String name) {
        for (ClientMode mode : values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("told or asking, not " + name);
    }
}
