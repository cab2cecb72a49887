package io.coppice.kv.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WindowTest {

    private long now;
    private final Window window = new Window(2, () -> now);
    private final List<String> begun = new ArrayList<>();
    private final Map<String, Window.Place> places = new HashMap<>();

    private void enter(String... writes) {
        for (String write : writes) {
            window.enter(place -> {
                begun.add(write);
                places.put(write, place);
            });
        }
    }

    private void leave(String write) {
        Objects.requireNonNull(places.get(write)).leave();
    }

    @Test
    void no_more_are_under_way_than_it_is_wide() {
        enter("a", "b", "c", "d");
        assertThat(begun).containsExactly("a", "b");
    }

    @Test
    void who_has_waited_longest_begins_when_one_is_over() {
        enter("a", "b", "c", "d");
        leave("b");
        assertThat(begun).containsExactly("a", "b", "c");
        leave("c");
        leave("a");
        enter("e");
        assertThat(begun).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void a_place_is_left_once() {
        enter("a", "b", "c", "d");
        leave("a");
        leave("a");
        assertThat(begun).containsExactly("a", "b", "c");
    }

    @Test
    void one_that_takes_long_holds_nobody_up() {
        enter("a");
        now += Window.LONG_NANOS - 1;
        enter("b", "c", "d");
        window.check(now);
        assertThat(begun).containsExactly("a", "b");
        window.check(now + 1);
        assertThat(begun).containsExactly("a", "b", "c");
        leave("a");
        assertThat(begun).as("its place was given away already").containsExactly("a", "b", "c");
    }
}
