package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionAuditTest {

    private static Subscription at(String address, String node) {
        return new Subscription(address, new RegistrationInfo(node, 1, false));
    }

    @Test
    void what_is_as_it_should_be_is_clean() {
        List<Subscription> all = List.of(at("x", "a"), at("x", "b"));
        assertThat(SubscriptionAudit.of(all, List.of(at("x", "a")), "a", List.of("a", "b"))
                        .isClean())
                .isTrue();
    }

    @Test
    void an_own_one_that_the_cluster_has_not_is_missing() {
        SubscriptionAudit audit = SubscriptionAudit.of(
                List.of(at("x", "b")), List.of(at("x", "a"), at("y", "a")), "a", List.of("b", "a"));
        assertThat(audit.missing()).containsExactlyInAnyOrder(at("x", "a"), at("y", "a"));
        assertThat(audit.dead()).isEmpty();
    }

    @Test
    void an_own_one_that_the_node_has_no_more_is_dead() {
        SubscriptionAudit audit = SubscriptionAudit.of(List.of(at("x", "a")), List.of(), "a", List.of("b", "a"));
        assertThat(audit.dead()).containsExactly(at("x", "a"));
        assertThat(audit.missing()).isEmpty();
    }

    @Test
    void one_of_a_node_that_is_gone_is_dead_for_the_oldest_alone() {
        List<Subscription> kept = List.of(at("x", "gone"), at("x", "b"));
        assertThat(SubscriptionAudit.of(kept, List.of(), "a", List.of("a", "b")).dead())
                .containsExactly(at("x", "gone"));
        assertThat(SubscriptionAudit.of(kept, List.of(), "a", List.of("b", "a")).dead())
                .isEmpty();
    }
}
