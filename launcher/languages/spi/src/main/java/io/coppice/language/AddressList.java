package io.coppice.language;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Addresses of the event bus, each whole or the beginning of some and a {@code *}.
 *
 * <p>What controls a node is never in a beginning, but only where it is written whole; what is Vert.x's own, the addresses of
 * replies above all, never.
 */
public final class AddressList {

    private static final Pattern FORM = Pattern.compile("[^*\\s]{1,1000}\\*?|\\*");

    private static final String PRIVATE = "__vertx";

    /** Supervisors, tasks under them, and what components tell the host. */
    private static final List<String> CONTROL = List.of("supervisor", "tasks", "coppice");

    private final Set<String> whole = new TreeSet<>();
    private final Set<String> beginnings = new TreeSet<>();

    private AddressList() {}

    /**
     * The list of these.
     *
     * @throws IllegalArgumentException if one of them {@linkplain #isWellFormed is none}
     */
    public static AddressList of(Collection<String> addresses) {
        AddressList list = new AddressList();
        for (String address : addresses) {
            if (!isWellFormed(address)) {
                throw new IllegalArgumentException(
                        "\"" + address + "\" is neither an address nor the beginning of some");
            }
            if (address.endsWith("*")) {
                list.beginnings.add(address.substring(0, address.length() - 1));
            } else {
                list.whole.add(address);
            }
        }
        return list;
    }

    /** Whether this text is an address, or the beginning of some with a {@code *}. */
    public static boolean isWellFormed(String address) {
        return FORM.matcher(address).matches() && !address.startsWith(PRIVATE);
    }

    /** Whether this address, or all with this beginning, control the node. */
    public static boolean isControl(String address) {
        return CONTROL.stream().anyMatch(name -> address.equals(name) || address.startsWith(name + "."));
    }

    public boolean has(String address) {
        return !address.startsWith(PRIVATE)
                && (whole.contains(address)
                        || (!isControl(address) && beginnings.stream().anyMatch(address::startsWith)));
    }
}
