package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for a child in any language: each brings the same guest, which does on some addresses what is asked here. */
abstract class LanguageContract {

    static final Path GUESTS = Path.of("src/test/resources/guests");

    private static final int NO_LIMIT = 0;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    GuestTree tree;

    private String start = "";

    /** Puts the guest into the plugin folder; answers its {@code start}. */
    abstract String guest();

    /** What its stack names for the line that crashed. */
    abstract String frameOfCrash();

    abstract String error();

    @BeforeEach
    void startIt() {
        tree = new GuestTree(folder);
        start = guest();
        tree.start("guest", start, config(NO_LIMIT));
    }

    private static JsonObject config(int timeLimit) {
        return new JsonObject().put("greeting", "hello").put("guest", new JsonObject().put("time_limit", timeLimit));
    }

    @AfterEach
    void stopIt() {
        tree.close();
    }

    @Test
    void json_keeps_its_types() {
        JsonObject all = new JsonObject()
                .put("text", "a\u2028\u00e4\ud83d\ude00\n\"")
                .put("whole", 1)
                .put("large", 9007199254740991L)
                .put("broken", 1.5)
                .put("yes", true)
                .putNull("nothing")
                .put("list", new JsonArray().add(1).add("two").add(new JsonObject().put("three", 3)))
                .put("empty", new JsonObject());
        assertThat(tree.ask("guest.echo", all)).isEqualTo(all);
        for (Object body : List.of("text", 7, 1.5, true, new JsonArray().add(1))) {
            assertThat(tree.ask("guest.echo", body)).isEqualTo(body);
        }
        assertThat(tree.ask("guest.echo", null)).isNull();
    }

    @Test
    void a_guest_knows_its_configuration_and_its_path() {
        assertThat(tree.ask("guest.config", null))
                .isEqualTo(new JsonObject().put("config", config(NO_LIMIT)).put("path", "/guest"));
    }

    @Test
    void messages_keep_their_order() {
        List<Integer> numbers = IntStream.range(0, 2000).boxed().toList();
        numbers.forEach(number -> tree.vertx.eventBus().send("guest.note", number));
        assertThat(tree.ask("guest.notes", null)).isEqualTo(new JsonArray(numbers));
    }

    @Test
    void a_guest_can_refuse_a_message() {
        ReplyException failure = tree.askFails("guest.fail", null);
        assertThat(failure.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
        assertThat(failure.failureCode()).isEqualTo(404);
        assertThat(failure).hasMessage("no such thing");
    }

    @Test
    void a_guest_asks_others_and_is_told_of_failures() {
        tree.vertx.eventBus().consumer("other", message -> message.reply("got " + message.body()));
        tree.vertx.eventBus().consumer("refuses", message -> message.fail(409, "no"));
        assertThat(tree.ask("guest.ask", ask("other"))).isEqualTo(new JsonObject().put("reply", "got x"));
        assertThat(tree.ask("guest.ask", ask("refuses")))
                .isEqualTo(new JsonObject().put("code", 409).put("kind", "RECIPIENT_FAILURE"));
        assertThat(tree.ask("guest.ask", ask("nobody")))
                .isEqualTo(new JsonObject().put("code", -1).put("kind", "NO_HANDLERS"));
    }

    private static JsonObject ask(String address) {
        return new JsonObject().put("address", address).put("body", "x");
    }

    @Test
    void what_a_guest_was_not_granted_is_refused() {
        tree.terminate("guest");
        tree.start(tree.spec("guest", start, config(NO_LIMIT), List.of("granted")));
        tree.vertx.eventBus().consumer("granted", message -> message.reply("got " + message.body()));
        tree.vertx.eventBus().consumer("other", message -> message.reply("got " + message.body()));
        assertThat(tree.ask("guest.ask", ask("granted"))).isEqualTo(new JsonObject().put("reply", "got x"));
        for (String address : List.of("other", "supervisor")) {
            assertThat(tree.ask("guest.ask", ask(address)))
                    .isEqualTo(new JsonObject().put("code", 403).put("kind", "ERROR"));
        }
        assertThat(tree.askFails("guest.publish", "extra")).hasMessageContaining("/guest may not publish on news");
    }

    @Test
    void a_guest_publishes_and_answers_later() {
        List<Object> heard = new ArrayList<>();
        tree.vertx.eventBus().consumer("news", message -> {
            synchronized (heard) {
                heard.add(message.body());
            }
        });
        tree.vertx.eventBus().send("guest.publish", "extra");
        assertThat(tree.ask("guest.later", null)).isEqualTo("later");
        await().atMost(GuestTree.PATIENCE).untilAsserted(() -> {
            synchronized (heard) {
                assertThat(heard).containsExactly("extra");
            }
        });
    }

    @Test
    void nothing_that_a_guest_says_comes_before_what_it_has_answered_by_then() {
        List<Object> heard = new ArrayList<>();
        Promise<List<Object>> all = Promise.promise();
        List<Integer> numbers = IntStream.range(0, 20).boxed().toList();
        List<Object> expected =
                numbers.stream().<Object>flatMap(n -> Stream.of(n, n)).toList();
        // The client is one, and hears in order what is told in order.
        tree.vertx.runOnContext(v -> {
            tree.vertx.eventBus().consumer("news", message -> {
                heard.add(message.body());
                if (heard.size() == expected.size()) {
                    all.complete(heard);
                }
            });
            numbers.forEach(number -> tree.request("guest.both", number).onSuccess(reply -> heard.add(reply.body())));
        });
        assertThat(GuestTree.get(all.future())).isEqualTo(expected);
    }

    @Test
    void what_a_handler_throws_crashes_the_child_with_the_guests_own_stack() {
        ReplyException failure = tree.askFails("guest.crash", new JsonObject().put("password", "1234"));
        assertThat(failure.failureCode()).isEqualTo(Supervision.CRASHED);
        assertThat(failure).hasMessageContaining(error());
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(tree.crashes()).singleElement().satisfies(crash -> {
                    assertThat(crash.reason()).contains(error());
                    assertThat(crash.stack()).contains(frameOfCrash()).doesNotContain("io.coppice", "io.vertx");
                    assertThat(crash.message()).hasValueSatisfying(message -> {
                        assertThat(message.address()).isEqualTo("guest.crash");
                        assertThat(message.body()).isEqualTo("{\"password\":\"***\"}");
                    });
                }));
        answersAgain();
    }

    @Test
    void what_it_throws_later_crashes_it_as_well() {
        assertThat(tree.askFails("guest.crash.later", null).failureCode()).isEqualTo(Supervision.CRASHED);
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(tree.crashes())
                        .singleElement()
                        .satisfies(crash -> assertThat(crash.stack()).contains(frameOfCrash())));
        answersAgain();
    }

    @Test
    void a_loop_that_never_ends_is_ended() {
        tree.terminate("guest");
        tree.start("limited", start, config(1000));
        ReplyException failure = tree.askFails("guest.loop", null);
        assertThat(failure.failureCode()).isEqualTo(Supervision.CRASHED);
        assertThat(failure).hasMessageContaining("1000 ms");
        answersAgain();
    }

    @Test
    void a_successor_takes_the_place_of_one_that_runs() {
        tree.vertx.eventBus().send("guest.note", 1);
        Child before = tree.child("/guest").orElseThrow();
        tree.replace("guest");
        assertThat(before.isRunning()).isFalse();
        tree.vertx.eventBus().send("guest.note", 2);
        assertThat(tree.ask("guest.notes", null)).as("the successor's").isEqualTo(new JsonArray().add(2));
        assertThat(tree.crashes()).isEmpty();
    }

    @Test
    void a_child_that_is_terminated_gives_its_addresses_back() {
        tree.terminate("guest");
        assertThat(tree.askFails("guest.echo", 1).failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
        assertThat(tree.crashes()).isEmpty();
    }

    void answersAgain() {
        await().atMost(GuestTree.PATIENCE)
                .until(() -> tree.vertx
                        .eventBus()
                        .request("guest.echo", 1, new DeliveryOptions().setSendTimeout(500))
                        .transform(result -> Future.succeededFuture(result.succeeded()))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get());
    }
}
