package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutesTest {

    /** Notes what it is told, and does something once meanwhile. */
    private static final class EventBus implements RegistrationListener {

        final Set<String> remembered = new HashSet<>(Set.of("x"));
        final List<String> told = new ArrayList<>();

        @Nullable
        Runnable meanwhile;

        @Override
        public void registrationsUpdated(RegistrationUpdateEvent event) {
            Runnable now = meanwhile;
            meanwhile = null;
            if (now != null) {
                now.run();
            }
            told.add(event.address() + " " + nodes(event.registrations()));
        }

        @Override
        public boolean wantsUpdatesFor(String address) {
            return remembered.contains(address);
        }
    }

    private final EventBus eventBus = new EventBus();
    private final Routes routes = new Routes(eventBus, Set.of("a", "b"));

    private static List<RegistrationInfo> on(String... nodes) {
        List<RegistrationInfo> consumers = new ArrayList<>();
        for (int i = 0; i < nodes.length; i++) {
            consumers.add(new RegistrationInfo(nodes[i], i, false));
        }
        return consumers;
    }

    private static String nodes(List<RegistrationInfo> consumers) {
        return String.join("", consumers.stream().map(RegistrationInfo::nodeId).toList());
    }

    @Test
    void each_node_has_one_more_than_its_consumers() {
        assertThat(nodes(routes.found("x", on("a", "b", "b")))).isEqualTo("aabbb");
    }

    @Test
    void consumers_of_a_node_that_is_gone_are_left_out() {
        assertThat(nodes(routes.found("x", on("a", "dead")))).isEqualTo("aa");
        routes.registrationsUpdated(new RegistrationUpdateEvent("x", on("dead", "b")));
        assertThat(eventBus.told).containsExactly("x bb");
    }

    @Test
    void the_event_bus_is_told_again_when_a_node_goes() {
        routes.found("x", on("a", "b"));
        routes.membersAre(Set.of("b"));
        assertThat(eventBus.told).containsExactly("x bb");
    }

    @Test
    void the_event_bus_is_told_of_a_node_that_is_seen_later_than_its_consumers() {
        assertThat(nodes(routes.found("x", on("c")))).isEmpty();
        routes.membersAre(Set.of("a", "b", "c"));
        assertThat(eventBus.told).containsExactly("x cc");
    }

    @Test
    void what_the_event_bus_has_forgotten_is_forgotten() {
        routes.found("x", on("a"));
        eventBus.remembered.clear();
        routes.membersAre(Set.of("a"));
        eventBus.remembered.add("x");
        routes.membersAre(Set.of("b"));
        assertThat(eventBus.told).isEmpty();
    }

    @Test
    void an_address_without_consumers_is_not_kept() {
        routes.found("x", on("a"));
        routes.registrationsUpdated(new RegistrationUpdateEvent("x", List.of()));
        routes.found("x", List.of());
        eventBus.told.clear();
        routes.membersAre(Set.of("a"));
        assertThat(eventBus.told).containsExactly();
    }

    @Test
    void the_last_word_is_never_an_old_one() {
        routes.found("x", on("a"));
        eventBus.meanwhile = () -> routes.membersAre(Set.of("b"));
        routes.registrationsUpdated(new RegistrationUpdateEvent("x", on("a", "b")));
        assertThat(eventBus.told.get(eventBus.told.size() - 1)).isEqualTo("x bb");
        eventBus.meanwhile = () -> routes.registrationsUpdated(new RegistrationUpdateEvent("x", on("a")));
        routes.membersAre(Set.of("a", "b"));
        assertThat(eventBus.told.get(eventBus.told.size() - 1)).isEqualTo("x aa");
    }
}
