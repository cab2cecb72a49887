package io.coppice.supervision;

import java.util.List;

/** The addresses of the event bus that are not an application's: of the node itself, and of Vert.x. */
public final class Addresses {

    private static final String PRIVATE = "__vertx";

    /** Supervisors, tasks under them, and what components tell the host. */
    private static final List<String> CONTROL = List.of("supervisor", "tasks", "coppice");

    /** Registries, event managers and monitors. */
    private static final List<String> SERVICES = List.of("registry", "events", "monitors");

    private Addresses() {}

    /** Whether this address, or all with this beginning, are Vert.x's own, as those of replies are. */
    public static boolean isPrivate(String address) {
        return address.startsWith(PRIVATE);
    }

    /** Whether this address, or all with this beginning, control the node. */
    public static boolean isControl(String address) {
        return isBelow(CONTROL, address);
    }

    /** Whether a service of the node is there, which sends to addresses that it is given: to them in its own right. */
    public static boolean isService(String address) {
        return isBelow(SERVICES, address);
    }

    private static boolean isBelow(List<String> names, String address) {
        return names.stream().anyMatch(name -> address.equals(name) || address.startsWith(name + "."));
    }
}
