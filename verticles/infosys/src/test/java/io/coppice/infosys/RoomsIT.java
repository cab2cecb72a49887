package io.coppice.infosys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms of one node. */
@SuppressWarnings("NullAway.Init")
class RoomsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    private RunningTree tree;

    @BeforeEach
    void start() {
        tree = RunningTree.of(data);
    }

    @AfterEach
    void stop() {
        tree.close();
    }

    private List<Child> clients() {
        return RunningTree.get(Supervision.of(tree.vertx)
                        .supervisor("/infosys/clients")
                        .orElseThrow()
                        .whichChildren())
                .stream()
                .map(ChildInfo::child)
                .flatMap(java.util.Optional::stream)
                .toList();
    }

    @Test
    void what_is_said_is_heard_by_all_and_a_question_is_answered_into_the_room() {
        try (TalkClient ann = TalkClient.in(tree, "maths", "ann", "");
                TalkClient bob = TalkClient.in(tree, "maths", "bob", "");
                TalkClient eve = TalkClient.in(tree, "erlang", "eve", "")) {
            ann.say("hello");
            assertThat(bob.hear(1)).containsExactly("ann: hello");
            bob.say("what is 6 * 7?");
            List<String> all = List.of("bob: what is 6 * 7?", "information system: 42 (calculator)");
            assertThat(bob.hear(2)).isEqualTo(all);
            assertThat(ann.hear(3)).startsWith("ann: hello").endsWith(all.toArray(String[]::new));
            eve.say("who is joe armstrong?");
            assertThat(eve.hear(2).get(1)).contains("Joe Armstrong (1950 to 2019)", "(facts)");
            eve.say("what is the meaning of life?");
            assertThat(eve.hear(2).get(1)).contains("I have no answer to: what is the meaning of life?");
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(clients()).isEmpty());
        assertThat(Supervision.of(tree.vertx).crashes(10)).isEmpty();
    }

    @Test
    void what_is_malformed_costs_its_sender_only() {
        try (TalkClient ann = TalkClient.in(tree, "tea", "ann", "")) {
            JsonObject badTopic = new JsonObject().put("topic", "a b").put("said", new JsonObject());
            JsonObject badSaid = new JsonObject().put("topic", "tea").put("said", new JsonObject());
            tree.vertx.eventBus().publish("infosys.rooms", badTopic).publish("infosys.rooms", badSaid);
            JsonObject heard = new JsonObject().put("action", "heard").put("said", 7);
            assertThatThrownBy(() -> RunningTree.get(tree.vertx.eventBus().request("infosys.room.tea", heard)))
                    .hasMessageContaining("\"said\" must be an object with");
            ann.say("hello");
            assertThat(ann.hear(1)).containsExactly("ann: hello");
        }
        assertThat(Supervision.of(tree.vertx).crashes(10)).isEmpty();
    }

    @Test
    void who_comes_back_gets_what_was_missed_and_no_more() {
        TalkClient bob = TalkClient.in(tree, "tea", "bob", "");
        bob.say("one");
        bob.hear(1);
        bob.close();
        try (TalkClient ann = TalkClient.in(tree, "tea", "ann", "")) {
            assertThat(ann.hear(1)).containsExactly("bob: one");
            ann.say("two");
            ann.say("three");
            ann.hear(2);
            try (TalkClient again = TalkClient.in(tree, "tea", "bob", bob.cursor)) {
                ann.say("four");
                assertThat(again.hear(3)).containsExactly("ann: two", "ann: three", "ann: four");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/infosys/rooms/tea", "/infosys/hall", "/infosys/service", "/infosys/rooms"})
    void whatever_crashes_those_in_the_room_go_on_talking(String path) {
        try (TalkClient ann = TalkClient.in(tree, "tea", "ann", "");
                TalkClient bob = TalkClient.in(tree, "tea", "bob", "")) {
            ann.say("before");
            assertThat(ann.hear(1)).isEqualTo(bob.hear(1));
            Child before = tree.child(path);
            before.exit(ExitReason.crashed("planted"));
            await().atMost(PATIENCE)
                    .until(() -> Supervision.of(tree.vertx)
                            .child(path)
                            .filter(child -> child != before)
                            .filter(Child::isRunning)
                            .isPresent());
            if (path.startsWith("/infosys/rooms")) {
                // They come back into it by themselves.
                assertThat(ann.next().containsKey("joined")).isTrue();
                assertThat(bob.next().containsKey("joined")).isTrue();
            }
            bob.say("after, what is 1 + 1?");
            List<String> after = List.of(
                    "bob: after, what is 1 + 1?", "information system: I have no answer to: after, what is 1 + 1?");
            assertThat(ann.hear(2)).isEqualTo(after);
            assertThat(bob.hear(2)).isEqualTo(after);
        }
    }

    @Test
    void a_room_that_crashed_knows_what_was_said_before() {
        try (TalkClient ann = TalkClient.in(tree, "tea", "ann", "")) {
            ann.say("before");
            ann.hear(1);
            tree.crash("/infosys/rooms/tea");
            assertThat(ann.next().containsKey("joined")).isTrue();
            try (TalkClient bob = TalkClient.in(tree, "tea", "bob", "")) {
                assertThat(bob.hear(1)).containsExactly("ann: before");
            }
        }
    }

    @Test
    void a_client_whose_process_is_killed_is_told_to_come_back() {
        try (TalkClient ann = TalkClient.in(tree, "tea", "ann", "")) {
            clients().get(0).exit(ExitReason.KILLED);
            assertThat(ann.closeCode()).isEqualTo(1013);
        }
        try (TalkClient again = TalkClient.in(tree, "tea", "ann", "")) {
            again.say("back");
            assertThat(again.hear(1)).containsExactly("ann: back");
        }
    }

    @Test
    void a_wrong_message_is_named_and_the_next_one_counts() {
        try (TalkClient ann = TalkClient.in(tree, "tea", "ann", "")) {
            for (String wrong : List.of("text", "[]", "{}", "{\"text\":7}")) {
                ann.send(wrong);
                assertThat(ann.next())
                        .isEqualTo(new JsonObject().put("error", "a message must be a JSON object with \"text\""));
            }
            ann.say("x".repeat(501));
            assertThat(ann.next().getString("error")).startsWith("text must have 1 to 500 characters");
            ann.say("right");
            assertThat(ann.hear(1)).containsExactly("ann: right");
        }
    }

    @Test
    void a_message_that_is_too_long_for_any_text_ends_the_connection() {
        try (TalkClient ann = TalkClient.in(tree, "tea", "ann", "")) {
            ann.send("x".repeat(20_000));
            assertThat(ann.closeCode()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/rooms/two%20words, 400",
        "/rooms/tea?name=%20, 400",
        "/rooms/tea?since=yesterday, 400",
    })
    void a_wrong_room_is_refused_before_it_is_entered(String path, int status) {
        assertThat(TalkClient.refusal(tree, path, "http://127.0.0.1:" + tree.port))
                .isEqualTo(status);
        assertThat(tree.get(path).statusCode()).isEqualTo(status);
        assertThat(tree.get(path).body()).containsAnyOf("topic must be", "name must have", "since must be");
    }

    @Test
    void a_page_of_another_site_enters_no_room() {
        assertThat(TalkClient.refusal(tree, "/rooms/tea", "http://evil.example"))
                .isEqualTo(403);
        assertThat(TalkClient.refusal(tree, "/rooms/tea", "http://127.0.0.1:1")).isEqualTo(403);
        TalkClient.connect(tree, "/rooms/tea", "http://127.0.0.1:" + tree.port).close();
        assertThat(tree.get("/rooms/tea").statusCode()).isEqualTo(426);
    }
}
