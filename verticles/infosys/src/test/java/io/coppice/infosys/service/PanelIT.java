package io.coppice.infosys.service;

import static io.coppice.infosys.RunningTree.backends;
import static io.coppice.infosys.RunningTree.bus;
import static io.coppice.infosys.RunningTree.calculator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.component.bus.Failure;
import io.coppice.infosys.RunningTree;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to backends that answer, fail, are silent, or are not there. */
class PanelIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private static void answer(Message<Object> question, String text, int score) {
        question.reply(new JsonObject()
                .put(
                        "answers",
                        new JsonArray().add(new JsonObject().put("text", text).put("score", score))));
    }

    private static Map<String, String> outcomes(JsonObject found) {
        return found.getJsonArray("backends").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(each -> each.getString("backend"), each -> each.getString("outcome")));
    }

    private static List<String> answers(JsonObject found) {
        return found.getJsonArray("answers").stream()
                .map(each -> ((JsonObject) each).getString("text"))
                .toList();
    }

    private static long running(RunningTree tree) {
        return RunningTree.get(Supervision.of(tree.vertx)
                        .supervisor("/infosys/questions")
                        .orElseThrow()
                        .countChildren())
                .active();
    }

    @Test
    void what_crashed_or_is_late_is_left_out() {
        JsonObject service = backends(
                        calculator(),
                        bus("sure", "test.sure"),
                        bus("silent", "test.silent"),
                        bus("failing", "test.failing"),
                        bus("rubbish", "test.rubbish"),
                        bus("nobody", "test.nobody"))
                .put("deadline", 500);
        try (RunningTree tree = RunningTree.of(data, service)) {
            tree.vertx.eventBus().consumer("test.sure", question -> answer(question, "it is 42", 60));
            tree.vertx.eventBus().consumer("test.silent", question -> {});
            tree.vertx.eventBus().consumer("test.failing", question -> question.fail(500, "planted"));
            tree.vertx.eventBus().consumer("test.rubbish", question -> question.reply("42"));

            List<SupervisionEvent> events = new CopyOnWriteArrayList<>();
            Supervision.of(tree.vertx).listen(events::add);

            JsonObject found = tree.ask("6 * 7");

            assertThat(answers(found)).containsExactly("42", "it is 42");
            assertThat(outcomes(found))
                    .isEqualTo(Map.of(
                            "calculator", "answered",
                            "sure", "answered",
                            "silent", "late",
                            "failing", "crashed",
                            "rubbish", "crashed",
                            "nobody", "crashed"));
            assertThat(found.getJsonArray("backends").encode()).contains("planted", "a reply must be a JSON object");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(running(tree)).isZero());
            assertThat(events)
                    .filteredOn(event -> event.reason().kind() == ExitReason.Kind.KILLED)
                    .as("the late one")
                    .hasSize(1);
        }
    }

    /** Asked one after the other, the second would be asked only when the first is late. */
    @Test
    void all_are_asked_at_once_and_have_one_deadline() throws Exception {
        int many = 8;
        CountDownLatch asked = new CountDownLatch(many);
        JsonObject[] silent = new JsonObject[many];
        for (int i = 0; i < many; i++) {
            silent[i] = bus("silent" + i, "test.silent" + i);
        }
        try (RunningTree tree = RunningTree.of(data, backends(silent).put("deadline", 5_000))) {
            for (int i = 0; i < many; i++) {
                tree.vertx.eventBus().consumer("test.silent" + i, question -> asked.countDown());
            }
            Future<JsonObject> found = tree.asking("anything");

            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(outcomes(RunningTree.get(found)).values()).hasSize(many).containsOnly("late");
        }
    }

    @Test
    void a_backend_that_keeps_failing_is_left_alone() {
        AtomicInteger asked = new AtomicInteger();
        JsonObject service = backends(calculator(), bus("failing", "test.failing"))
                .put("max_failures", 2)
                .put("pause_seconds", 3_600);
        try (RunningTree tree = RunningTree.of(data, service)) {
            tree.vertx.eventBus().consumer("test.failing", question -> {
                asked.incrementAndGet();
                question.fail(500, "planted");
            });
            assertThat(outcomes(tree.ask("1 + 1"))).containsEntry("failing", "crashed");
            assertThat(outcomes(tree.ask("1 + 1"))).containsEntry("failing", "crashed");

            JsonObject third = tree.ask("1 + 1");

            assertThat(outcomes(third)).containsEntry("failing", "skipped").containsEntry("calculator", "answered");
            assertThat(third.encode()).contains("it failed 2 times in a row");
            assertThat(asked).hasValue(2);
            assertThat(states(tree)).contains("\"left alone\"");
        }
    }

    private static String states(RunningTree tree) {
        return RunningTree.get(tree.vertx
                        .eventBus()
                        .<JsonObject>request("infosys", new JsonObject().put("action", "backends")))
                .body()
                .encode();
    }

    @Test
    void an_answer_is_remembered_unless_a_backend_was_missing() {
        AtomicInteger asked = new AtomicInteger();
        try (RunningTree tree = RunningTree.of(data, backends(bus("counting", "test.counting")))) {
            tree.vertx.eventBus().consumer("test.counting", question -> {
                if (asked.incrementAndGet() == 1) {
                    question.fail(500, "planted");
                } else {
                    answer(question, "yes", 50);
                }
            });
            assertThat(tree.ask("is it?").getBoolean("cached")).isFalse();
            assertThat(tree.ask("is it?").getBoolean("cached")).isFalse();

            JsonObject known = tree.ask(" is  it ");

            assertThat(known.getBoolean("cached")).isTrue();
            assertThat(answers(known)).containsExactly("yes");
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void equal_questions_at_the_same_time_are_one() throws Exception {
        List<Message<Object>> asked = new ArrayList<>();
        CountDownLatch first = new CountDownLatch(1);
        try (RunningTree tree =
                RunningTree.of(data, backends(bus("slow", "test.slow")).put("deadline", 60_000))) {
            tree.vertx.eventBus().consumer("test.slow", question -> {
                asked.add(question);
                first.countDown();
            });
            List<Future<JsonObject>> found = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                found.add(tree.asking("the same?"));
            }
            assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
            // Behind all twenty: the service answers in the order of the questions.
            assertThat(states(tree)).contains("slow");
            asked.forEach(question -> answer(question, "one", 50));

            found.forEach(each -> assertThat(answers(RunningTree.get(each))).containsExactly("one"));
            assertThat(asked).hasSize(1);
        }
    }

    @Test
    void a_service_that_crashes_tells_those_who_wait_and_the_next_one_answers() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RunningTree tree = RunningTree.of(
                data, backends(calculator(), bus("silent", "test.silent")).put("deadline", 60_000))) {
            tree.vertx.eventBus().consumer("test.silent", question -> {
                if (asked.getCount() == 0) {
                    answer(question, "again", 10);
                }
                asked.countDown();
            });
            Future<JsonObject> found = tree.asking("1 + 1");
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            Supervision.of(tree.vertx).child("/infosys/service").orElseThrow().exit(ExitReason.crashed("planted"));

            assertThatThrownBy(() -> RunningTree.get(found))
                    .isInstanceOfSatisfying(
                            ReplyException.class,
                            refused -> assertThat(refused.failureCode()).isEqualTo(Failure.UNAVAILABLE.code()));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(answers(tree.ask("1 + 1"))).containsExactly("2", "again"));
        }
    }
}
