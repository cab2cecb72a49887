package io.coppice.supervision.spec;

import java.util.List;

/**
 * The messages that wait while a child is being restarted, instead of failing because nobody is there.
 *
 * @param addresses whose messages wait; not empty
 * @param most so many may wait, all addresses together; more fail at once; 1 or more
 */
public record Hold(List<String> addresses, int most) {

    public static final int DEFAULT_MOST = 1000;

    public Hold {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.contains("")) {
            throw new IllegalArgumentException("hold: addresses must be names, at least one");
        }
        if (most < 1) {
            throw new IllegalArgumentException("hold: most must be 1 or more, not " + most);
        }
    }
}
