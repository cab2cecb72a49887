package io.coppice.language;

import io.coppice.supervision.Addresses;
import java.util.Collection;
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
        return FORM.matcher(address).matches() && !Addresses.isPrivate(address);
    }

    public boolean has(String address) {
        return !Addresses.isPrivate(address)
                && (whole.contains(address)
                        || (!Addresses.isControl(address) && beginnings.stream().anyMatch(address::startsWith)));
    }
}
