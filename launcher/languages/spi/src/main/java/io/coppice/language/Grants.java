package io.coppice.language;

import io.coppice.supervision.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What somebody may do on the event bus, and the words for what he may not. Answers to messages need no grant.
 *
 * @param who whom refusals name
 * @param consume the addresses that he may consume
 * @param send those that he may send to, and publish on
 */
public record Grants(String who, Listed consume, Listed send) {

    /** The failure code of what is refused. */
    public static final int REFUSED = 403;

    /** What everybody may use. */
    public static final String PUBLIC = "pub.*";

    private static final String INBOX = "guest-inbox";

    /**
     * Some addresses.
     *
     * @param where the place in the configuration that has them
     */
    public record Listed(AddressList addresses, String where) {}

    /** A use of an address. */
    public enum Use {
        CONSUME("consume"),
        SEND("send to"),
        PUBLISH("publish on");

        private final String words;

        Use(String words) {
            this.words = words;
        }
    }

    /** What the addresses of a child's own begin with, each time that it starts: nobody else can know it before. */
    public static String newInbox() {
        return INBOX + "." + UUID.randomUUID() + ".";
    }

    /**
     * Those of a child, which may use each of its addresses in every way.
     *
     * @param inbox the beginning of others, which it needs where a service of the node is to send to it
     */
    public static Grants ofChild(String path, List<String> addresses, String inbox) {
        List<String> all = new ArrayList<>(addresses);
        all.add(inbox + "*");
        Listed listed = new Listed(AddressList.of(all), "\"grants\" of its configuration");
        return new Grants(path, listed, listed);
    }

    /** What a name in the tree makes its own: the address that is called so, and those below it. */
    public static List<String> own(String name) {
        String below = name + ".*";
        return name.equals(INBOX)
                        || Addresses.isControl(name)
                        || Addresses.isService(name)
                        || !AddressList.isWellFormed(name)
                        || name.endsWith("*")
                ? List.of()
                : List.of(name, below);
    }

    /** Why this use is refused; empty for one that is granted. */
    public Optional<String> refusal(Use use, String address) {
        Listed listed = use == Use.CONSUME ? consume : send;
        return listed.addresses.has(address)
                ? Optional.empty()
                : Optional.of(who + " may not " + use.words + " " + address + ": that has to be in " + listed.where
                        + (Addresses.isControl(address) ? ", written whole" : ""));
    }
}
