package io.coppice.host.observer;

import java.util.List;
import java.util.Optional;

/**
 * Which addresses of the event bus are reached from outside: those of the list in the configuration; without a list, all but
 * the node's own.
 */
final class BusAddresses {

    /** An escaped name of 1,024 bytes, and what stands before it. */
    private static final int LONGEST = 4_096;

    /** Replies to others, and what components tell the host. */
    private static final List<String> INTERNAL = List.of("__vertx", "coppice.");

    private final Optional<List<String>> listed;

    BusAddresses(Optional<List<String>> listed) {
        this.listed = listed;
    }

    /** Why an address is refused; empty for one that is not. */
    Optional<String> refusal(String address) {
        if (address.isBlank() || address.length() > LONGEST) {
            return Optional.of("\"address\" must have 1 to " + LONGEST + " characters");
        }
        if (INTERNAL.stream().anyMatch(address::startsWith)) {
            return Optional.of("the address " + address + " is the node's own");
        }
        if (listed.isPresent() && !listed.get().contains(address)) {
            return Optional.of(
                    "the address " + address + " is not in \"observer\": {\"bus\": [...]} of the configuration");
        }
        return Optional.empty();
    }
}
