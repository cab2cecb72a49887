package io.coppice.host.cluster;

import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the event bus has been told of who consumes which address, so that it can be told again when a node goes.
 *
 * <p>The event bus remembers who consumes the addresses that it has sent to, and forgets only what it is told to forget.
 * When several nodes die at once, what the cluster kept of their consumers may die with them: then nobody tells it, and it
 * would send to the dead for ever. So this class keeps the same memory, as large as the event bus's own, and whenever
 * the members change it tells each address again, without those of nodes that are gone.
 */
final class Routes implements RegistrationListener {

    private final RegistrationListener eventBus;
    /** By address, as the cluster had them: with nodes that are gone, or that are not seen yet. */
    private final Map<String, List<RegistrationInfo>> consumers = new ConcurrentHashMap<>();
    /** Replaced as a whole, so that a change is seen by its identity. */
    private volatile Set<String> members;

    Routes(RegistrationListener eventBus, Set<String> members) {
        this.eventBus = eventBus;
        this.members = members;
    }

    /** The answer to the event bus's question who consumes an address; from now on it remembers it. */
    List<RegistrationInfo> found(String address, List<RegistrationInfo> found) {
        if (found.isEmpty()) {
            // Nor does the event bus remember that there is nobody.
            consumers.remove(address);
        } else {
            consumers.put(address, found);
        }
        // Read after the list is there: who changes the members meanwhile either sees the list, or is seen here.
        return forSelector(found, members);
    }

    /** Tells the event bus again what it remembers. */
    void membersAre(Set<String> ids) {
        members = ids;
        consumers.keySet().removeIf(address -> !eventBus.wantsUpdatesFor(address));
        consumers.keySet().forEach(this::tell);
    }

    @Override
    public void registrationsUpdated(RegistrationUpdateEvent event) {
        if (event.registrations().isEmpty()) {
            consumers.remove(event.address());
        } else {
            consumers.put(event.address(), event.registrations());
        }
        tell(event.address());
    }

    /** Says it once more where something has changed meanwhile, so that the last word is never an old one. */
    private void tell(String address) {
        List<RegistrationInfo> found;
        Set<String> nodes;
        do {
            found = consumers.getOrDefault(address, List.of());
            nodes = members;
            eventBus.registrationsUpdated(new RegistrationUpdateEvent(address, forSelector(found, nodes)));
        } while (found != consumers.getOrDefault(address, List.of()) || nodes != members);
    }

    @Override
    public void registrationsLost() {
        eventBus.registrationsLost();
    }

    @Override
    public boolean wantsUpdatesFor(String address) {
        return eventBus.wantsUpdatesFor(address);
    }

    /**
     * The consumers on nodes that are there, and one more for each of these nodes.
     *
     * <p>Vert.x weighs a node by its consumers and counts one too few (DefaultNodeSelector.computeWeights begins with 0): where
     * their numbers differ, a node with one consumer is sent nothing. With one more each, every consumer has its share.
     */
    static List<RegistrationInfo> forSelector(List<RegistrationInfo> found, Set<String> members) {
        List<RegistrationInfo> told = new ArrayList<>(found.size() + members.size());
        Set<String> counted = new HashSet<>();
        for (RegistrationInfo each : found) {
            if (members.contains(each.nodeId())) {
                told.add(each);
                if (counted.add(each.nodeId())) {
                    told.add(each);
                }
            }
        }
        return told;
    }
}
