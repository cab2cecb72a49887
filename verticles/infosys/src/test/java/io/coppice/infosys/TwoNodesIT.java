package io.coppice.infosys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room is the same on each node, and outlives any of them. */
@SuppressWarnings("NullAway.Init")
class TwoNodesIT {

    @TempDir
    private Path data;

    private TwoNodes nodes;

    @BeforeEach
    void start() {
        nodes = new TwoNodes(data);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private TalkClient in(String node, String name, String since) {
        return TalkClient.in(nodes.tree(node), "tea", name, since);
    }

    @Test
    void those_on_one_node_hear_those_on_the_other() {
        try (TalkClient ann = in("a", "ann", "");
                TalkClient bob = in("b", "bob", "")) {
            ann.say("hello");
            assertThat(bob.hear(1)).containsExactly("ann: hello");
            bob.say("2 + 2?");
            List<String> answered = List.of("bob: 2 + 2?", "information system: 4 (calculator)");
            assertThat(bob.hear(2)).as("the one node asks, once").isEqualTo(answered);
            ann.hear(1);
            assertThat(ann.hear(2)).isEqualTo(answered);
        }
    }

    @Test
    void who_was_on_a_node_that_is_lost_gets_on_the_other_what_was_missed() {
        try (TalkClient ann = in("a", "ann", "")) {
            TalkClient bob = in("b", "bob", "");
            ann.say("one");
            bob.hear(1);
            bob.say("two");
            bob.hear(1);
            ann.hear(2);
            nodes.lose("b");
            ann.say("three");
            ann.hear(1);

            try (TalkClient again = in("a", "bob", bob.cursor)) {
                assertThat(again.hear(1)).containsExactly("ann: three");
            }
        }
    }

    @Test
    void a_node_that_starts_asks_the_others_what_was_said() {
        List<String> all = new ArrayList<>();
        TalkClient bob = in("b", "bob", "");
        try (TalkClient ann = in("a", "ann", "")) {
            for (int i = 0; i < 20; i++) {
                (i % 2 == 0 ? ann : bob).say("" + i);
                all.addAll(ann.hear(1));
                bob.hear(1);
            }
        }
        nodes.lose("b");
        nodes.start("b");
        try (TalkClient eve = in("b", "eve", "");
                TalkClient again = in("b", "bob", bob.cursor)) {
            assertThat(eve.hear(20)).isEqualTo(all);
            again.say("back");
            assertThat(again.hear(1)).containsExactly("bob: back");
            try (TalkClient ann = in("a", "ann", eve.cursor)) {
                assertThat(ann.hear(1)).containsExactly("bob: back");
            }
        }
    }
}
