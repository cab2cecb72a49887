package io.coppice.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressListTest {

    private static AddressList list(String... addresses) {
        return AddressList.of(List.of(addresses));
    }

    @Test
    void an_address_is_in_it_whole_or_by_its_beginning() {
        AddressList list = list("kv.registry", "news.*");
        assertThat(List.of("kv.registry", "news.today", "news.a.b", "news.")).allMatch(list::has);
        assertThat(List.of("kv", "kv.registry2", "kv.registry.x", "news", "newsx", "KV.registry", "", "*", "news*"))
                .noneMatch(list::has);
        assertThat(list().has("anything")).isFalse();
    }

    @Test
    void what_controls_the_node_is_only_in_it_where_it_is_written_whole() {
        List<String> control = List.of(
                "supervisor",
                "supervisor.kv",
                "supervisor.events",
                "tasks.a.kv",
                "coppice.listening",
                "coppice.events");
        assertThat(control).noneMatch(list("*", "supervisor.*", "super*", "tasks.*", "coppice.*")::has);
        assertThat(control).allMatch(list(control.toArray(String[]::new))::has);
        assertThat(list("*").has("supervisors")).isTrue();
    }

    @Test
    void what_is_vertx_own_is_never_in_it() {
        assertThat(list("*", "_*").has("__vertx.reply.1f6ba9a5")).isFalse();
        assertThat(List.of("__vertx.reply.1", "__vertx*")).noneMatch(AddressList::isWellFormed);
    }

    @Test
    void what_is_no_address_is_refused() {
        for (String wrong : List.of("", "a*b", "a**", "a b", "a\n", "x".repeat(1001))) {
            assertThatThrownBy(() -> list(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_name_has_its_own_addresses_unless_it_is_that_of_what_controls_the_node() {
        assertThat(Grants.own("greeter")).containsExactly("greeter", "greeter.*");
        for (String name : List.of(
                "supervisor",
                "supervisor.kv",
                "coppice",
                "tasks",
                "registry",
                "monitors",
                "guest-inbox",
                "two words",
                "a*",
                "__vertx",
                "")) {
            assertThat(Grants.own(name)).as(name).isEmpty();
        }
    }
}
