package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.CrashReport;
import io.coppice.test.CapturedLog;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code python:}. */
class PythonTest extends LanguageContract {

    @BeforeAll
    static void needs() {
        Tools.need("python3");
    }

    @Override
    String guest() {
        tree.copy(GUESTS.resolve("guest.py"));
        return "python:guest.py";
    }

    @Override
    String error() {
        return "ValueError: as you wish";
    }

    @Override
    String frameOfCrash() {
        return "in boom\n    raise ValueError(\"as you wish\")";
    }

    @Test
    void a_start_and_a_stop_of_its_own_are_awaited() {
        List<Object> heard = new ArrayList<>();
        tree.vertx.eventBus().consumer("news", message -> {
            synchronized (heard) {
                heard.add(message.body());
            }
        });
        tree.vertx.eventBus().consumer("greeting", message -> message.reply("hi"));
        tree.write("slow.py", """
                import asyncio
                import coppice

                async def start():
                    coppice.publish("news", (await coppice.request("greeting")).body)

                async def stop():
                    await asyncio.sleep(0.01)
                    coppice.publish("news", "bye")
                """);
        tree.start("slow", "python:slow.py", new JsonObject());
        tree.terminate("slow");
        await().atMost(GuestTree.PATIENCE).untilAsserted(() -> {
            synchronized (heard) {
                assertThat(heard).containsExactly("hi", "bye");
            }
        });
    }

    @Test
    void a_mistake_in_the_file_fails_the_start_with_its_place() {
        tree.write("wrong.py", "x = 1\nimport coppice\nnonsense(\n");
        Throwable syntax = tree.startFails(tree.spec("wrong", "python:wrong.py", new JsonObject()));
        assertThat(syntax).hasMessageContaining("SyntaxError").hasMessageContaining("wrong.py, line 3");
        tree.write("missing.py", "import no_such_module\n");
        Throwable missing = tree.startFails(tree.spec("missing", "python:missing.py", new JsonObject()));
        assertThat(missing).hasMessageContaining("No module named 'no_such_module'");
    }

    @Test
    void what_a_timer_or_a_task_raises_crashes_it() {
        tree.write("late.py", """
                import asyncio
                import coppice

                def boom():
                    raise KeyError("late")

                def start():
                    coppice.after(0.01, boom)
                """);
        tree.start("late", "python:late.py", new JsonObject());
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(tree.crashes())
                        .extracting(CrashReport::reason)
                        .anySatisfy(reason -> assertThat(reason).contains("KeyError: 'late'")));
    }

    @Test
    void asyncio_is_loaded_when_something_needs_it() {
        tree.write("plain.py", """
                import sys
                import coppice

                @coppice.consumer("loaded")
                def loaded(message):
                    # In two parts: a file that names it has it from the beginning.
                    message.reply("async" "io" in sys.modules)

                @coppice.consumer("later")
                def later(message):
                    coppice.after(0.01, message.reply)

                @coppice.consumer("awaited")
                async def awaited(message):
                    message.reply((await coppice.request("loaded")).body)
                """);
        tree.start("plain", "python:plain.py", new JsonObject());
        assertThat(tree.ask("loaded", null)).isEqualTo(false);
        assertThat(tree.ask("later", null)).isNull();
        assertThat(tree.ask("awaited", null)).isEqualTo(true);
        tree.replace("plain");
        assertThat(tree.ask("loaded", null)).isEqualTo(false);
        assertThat(tree.ask("awaited", null)).isEqualTo(true);
    }

    @Test
    void its_own_statements_and_what_it_imports_may_need_the_running_loop() {
        tree.write("tasks.py", """
                import asyncio

                def begin(message):
                    async def answer():
                        await asyncio.sleep(0)
                        message.reply("from a task")
                    asyncio.get_running_loop().create_task(answer())
                """);
        tree.write("helped.py", """
                import coppice
                import tasks

                coppice.consumer("helped")(tasks.begin)
                """);
        tree.start("helped", "python:helped.py", new JsonObject());
        assertThat(tree.ask("helped", null)).isEqualTo("from a task");
        tree.write("own.py", """
                import asyncio
                import coppice

                loop = asyncio.get_running_loop()
                coppice.consumer("own")(lambda message: message.reply(loop is asyncio.get_running_loop()))
                """);
        tree.start("own", "python:own.py", new JsonObject());
        assertThat(tree.ask("own", null)).isEqualTo(true);
    }

    @Test
    void what_it_was_told_before_its_stop_has_begun_before_it() {
        for (String first : List.of("import time", "import asyncio, time")) {
            tree.write("leaves.py", first + """

                    import coppice

                    @coppice.consumer("busy")
                    def busy(message):
                        time.sleep(0.3)
                        message.reply("done")

                    @coppice.consumer("last")
                    async def last(message):
                        message.reply("heard")
                    """);
            tree.start("leaves-" + first.length(), "python:leaves.py", new JsonObject());
            Future<Message<Object>> busy = tree.request("busy", null);
            Future<Message<Object>> last = tree.request("last", null);
            tree.terminate("leaves-" + first.length());
            assertThat(GuestTree.get(busy).body()).isEqualTo("done");
            assertThat(GuestTree.get(last).body()).isEqualTo("heard");
        }
    }

    @Test
    void its_arguments_are_those_of_a_script() {
        tree.write("arguments.py", """
                import sys
                import coppice

                coppice.consumer("arguments")(lambda message: message.reply(sys.argv))
                """);
        JsonObject guest =
                new JsonObject().put("args", new JsonArray().add("-v").add("two words"));
        tree.start("arguments", "python:arguments.py", new JsonObject().put("guest", guest));
        JsonArray seen = (JsonArray) Objects.requireNonNull(tree.ask("arguments", null));
        assertThat(seen).hasSize(3).endsWith("-v", "two words");
        assertThat(seen.getString(0)).endsWith("/arguments.py");
    }

    @Test
    void what_it_logs_before_it_hangs_is_told() {
        tree.write("hangs.py", """
                import coppice

                @coppice.consumer("hang")
                def hang(message):
                    coppice.log.warning("about to hang")
                    while True:
                        pass
                """);
        try (CapturedLog log = new CapturedLog("guest")) {
            tree.start(
                    "hangs", "python:hangs.py", new JsonObject().put("guest", new JsonObject().put("time_limit", 500)));
            assertThat(tree.askFails("hang", null).failureCode()).isEqualTo(500);
            assertThat(log.has("/hangs: about to hang")).isTrue();
        }
    }

    @Test
    void modules_beside_the_file_are_found_and_its_exit_code_counts() {
        tree.write("shapes/area.py", "def square(x):\n    return x * x\n");
        tree.write("shapes/main.py", """
                import sys
                import coppice
                from area import square

                @coppice.consumer("square")
                def answer(message):
                    message.reply(square(message.body))

                @coppice.consumer("leave")
                def leave(message):
                    sys.exit(message.body)
                """);
        tree.start("shapes", "python:shapes/main.py", new JsonObject());
        assertThat(tree.ask("square", 3)).isEqualTo(9);
        assertThat(tree.askFails("leave", 7).failureCode()).isEqualTo(500);
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(tree.crashes())
                        .extracting(CrashReport::reason)
                        .containsExactly("crashed: its process ended with exit code 7"));
    }
}
