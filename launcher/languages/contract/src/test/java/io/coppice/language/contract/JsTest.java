package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.CrashReport;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code js:}. */
class JsTest extends InProcessContract {

    private static final JsonObject NONE = new JsonObject();

    @Override
    String guest() {
        tree.copy(GUESTS.resolve("guest.js"));
        return "js:guest.js";
    }

    @Override
    String error() {
        return "RangeError: as you wish";
    }

    @Override
    String frameOfCrash() {
        return "at boom (";
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
        tree.write("slow.mjs", """
                import { publish, request } from 'coppice';
                const first = (await request('greeting')).body;
                export async function start() { publish('news', first + (await request('greeting')).body); }
                export async function stop() {
                  await new Promise(done => setTimeout(done, 10));
                  publish('news', 'bye');
                }
                """);
        tree.start("slow", "js:slow.mjs", NONE);
        tree.terminate("slow");
        await().atMost(GuestTree.PATIENCE).untilAsserted(() -> {
            synchronized (heard) {
                assertThat(heard).containsExactly("hihi", "bye");
            }
        });
    }

    @Test
    void a_message_is_shown_with_all_that_it_has() {
        tree.write("shown.js", """
                import { consumer } from 'coppice';
                consumer('shown', message => message.reply(JSON.stringify(message)));
                """);
        tree.start("shown", "js:shown.js", NONE);
        Object shown = GuestTree.get(
                        tree.vertx.eventBus().request("shown", 1, new DeliveryOptions().addHeader("of", "test")))
                .body();
        assertThat(new JsonObject((String) shown))
                .isEqualTo(new JsonObject()
                        .put("address", "shown")
                        .put("body", 1)
                        .put("headers", new JsonObject().put("of", "test"))
                        .put("wantsReply", true));
    }

    @Test
    void it_may_end_in_order_by_itself() {
        tree.write("done.js", """
                import { consumer, exit } from 'coppice';
                consumer('done', message => { message.reply('bye'); exit(); });
                """);
        Child child = tree.start("done", "js:done.js", NONE);
        assertThat(tree.ask("done", null)).isEqualTo("bye");
        assertThat(GuestTree.get(child.ended()).kind()).isEqualTo(ExitReason.Kind.NORMAL);
        assertThat(tree.crashes()).isEmpty();
    }

    @Test
    void a_mistake_in_the_file_fails_the_start_with_its_place() {
        tree.write("wrong.js", "const x = 1;\nconst x = 2;\n");
        Throwable syntax = tree.startFails(tree.spec("wrong", "js:wrong.js", NONE));
        assertThat(syntax).hasMessageContaining("SyntaxError").hasMessageContaining("wrong.js:2");
        tree.write("missing.js", "import { x } from './nothing.js';\n");
        Throwable missing = tree.startFails(tree.spec("missing", "js:missing.js", NONE));
        assertThat(missing).hasMessageContaining("nothing.js");
        tree.write("thrower.js", "export function start() { throw new Error('not today'); }\n");
        Throwable thrower = tree.startFails(tree.spec("thrower", "js:thrower.js", NONE));
        assertThat(thrower).hasMessageContaining("Error: not today");
    }

    @Test
    void a_start_that_loops_is_ended() {
        tree.write("loop.js", "for (;;);\n");
        JsonObject limited = new JsonObject().put("guest", new JsonObject().put("time_limit", 500));
        assertThat(tree.startFails(tree.spec("loop", "js:loop.js", limited)))
                .hasMessageContaining("it has run for more than 500 ms");
    }

    @Test
    void a_rejection_that_nobody_handles_and_a_timer_crash_it() {
        tree.write("late.js", """
                import { consumer } from 'coppice';
                consumer('reject', message => { Promise.reject(new TypeError('dropped')); });
                consumer('timer', message => { setTimeout(() => { throw new TypeError('late'); }, 1); });
                """);
        tree.start("late", "js:late.js", NONE);
        tree.askFails("reject", null);
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(reasons()).anyMatch(reason -> reason.contains("TypeError: dropped")));
        await().atMost(GuestTree.PATIENCE)
                .until(() -> tree.child("/late").map(child -> child.isRunning()).orElse(false));
        tree.vertx.eventBus().send("timer", null);
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(reasons()).anyMatch(reason -> reason.contains("TypeError: late")));
    }

    private List<String> reasons() {
        return tree.crashes().stream().map(CrashReport::reason).toList();
    }

    @Test
    void whatever_a_handler_throws_crashes_it() {
        tree.write("throws.js", """
                import { consumer } from 'coppice';
                const wrong = { text: () => 'a text', number: () => 7, nothing: () => undefined,
                  getter: () => ({ get stack() { throw new Error('no stack'); } }) };
                consumer('throws', message => { throw wrong[message.body](); });
                """);
        tree.start("throws", "js:throws.js", NONE);
        for (String what : List.of("text", "number", "nothing", "getter")) {
            await().atMost(GuestTree.PATIENCE)
                    .until(() -> tree.child("/throws")
                            .map(child -> child.isRunning())
                            .orElse(false));
            assertThat(tree.askFails("throws", what).failureCode()).as(what).isEqualTo(500);
        }
        await().atMost(GuestTree.PATIENCE).until(() -> tree.crashes().size() == 4);
        assertThat(reasons()).anyMatch(reason -> reason.contains("a text"));
    }

    @Test
    void an_answer_that_the_node_refuses_is_an_error() {
        tree.write("long.js", """
                import { consumer } from 'coppice';
                // A name that has to be escaped, and is longer than what a parser takes.
                const long = { ['"'.repeat(50_001)]: 1 };
                consumer('long', message => {
                  try {
                    message.reply(long);
                  } catch (error) {
                    message.reply(`${error instanceof Error} ${error}`);
                  }
                });
                """);
        tree.start("long", "js:long.js", NONE);
        assertThat(tree.ask("long", null))
                .asString()
                .startsWith("true Error: not JSON: ")
                .contains("exceeds the maximum")
                .hasSizeLessThan(300);
    }

    @Test
    void modules_of_both_kinds_are_found_in_the_folder() {
        tree.write("shop/main.mjs", """
                import { consumer } from 'coppice';
                import { double } from './lib/double.js';
                const { half } = require('./lib/half.cjs');
                const triple = require('triple');
                const { factor } = require('./lib/factor.json');
                consumer('shop', ({ body, reply }) => reply([double(body), half(body), triple(body), factor]));
                """);
        tree.write("shop/lib/double.js", "export const double = x => 2 * x;\n");
        tree.write("shop/lib/half.cjs", "const two = require('./two');\nmodule.exports.half = x => x / two;\n");
        tree.write("shop/lib/two.js", "module.exports = 2;\n");
        tree.write("shop/lib/factor.json", "{\"factor\": 7}\n");
        tree.write("shop/node_modules/triple/package.json", "{\"main\": \"lib/index.js\"}\n");
        tree.write("shop/node_modules/triple/lib/index.js", "module.exports = x => 3 * x;\n");
        tree.write("old.cjs", "const { consumer } = require('coppice');\nconsumer('old', m => m.reply(__filename));\n");
        tree.start("shop", "js:shop/main.mjs", NONE);
        assertThat(tree.ask("shop", 8))
                .isEqualTo(new JsonArray().add(16).add(4).add(24).add(7));
        tree.start("old", "js:old.cjs", NONE);
        assertThat(tree.ask("old", null)).asString().endsWith("/old.cjs");
    }

    @Test
    void nothing_outside_of_the_folder_can_be_seen(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret.js"), "export default 'secret'; ");
        Files.writeString(outside.resolve("secret.json"), "{}");
        tree.write("neighbour.js", "export default 'neighbour';\n");
        tree.write("jail/main.js", """
                import { config, consumer } from 'coppice';
                consumer('import', async ({ body, reply }) => {
                  try { reply(String((await import(body)).default)); } catch (error) { reply(`${error}`); }
                });
                consumer('require', ({ body, reply }) => {
                  try { reply(String(require(body))); } catch (error) { reply(`${error}`); }
                });
                """);
        Files.createSymbolicLink(folder.resolve("jail/link.js"), outside.resolve("secret.js"));
        Files.createSymbolicLink(folder.resolve("jail/link"), outside);
        tree.start("jail", "js:jail/main.js", NONE);
        String root = folder.toRealPath().toString();
        for (String name : List.of(
                "../neighbour.js",
                root + "/neighbour.js",
                outside + "/secret.js",
                "./link.js",
                "./link/secret.js",
                "./../../../../../../../../etc/passwd",
                "/etc/passwd",
                "file:///etc/passwd")) {
            assertThat(tree.ask("import", name)).as(name).asString().contains("Error");
            assertThat(tree.ask("require", name)).as(name).asString().contains("Error");
        }
        assertThat(tree.ask("require", "./link/secret.json")).asString().contains("Error");
        for (String file : List.of("/secret.js", "/nothing.js")) {
            String name = "x/.." + "/..".repeat(50) + outside + file;
            assertThat(tree.ask("require", name)).asString().startsWith("Error: there is no module " + name);
        }
    }

    @Test
    void nothing_of_the_host_can_be_reached() {
        tree.write("escape.js", """
                import { consumer, log } from 'coppice';
                const attempts = [
                  () => Java.type('java.lang.System').exit(1),
                  () => Packages.java.lang.System,
                  () => Polyglot.eval('js', '1'),
                  () => Graal.isGraalRuntime(),
                  () => load('/etc/passwd'),
                  () => quit(),
                  () => process.env,
                  () => readFully('/etc/passwd'),
                  () => java.lang.Thread,
                  () => new WebAssembly.Module(new Uint8Array()),
                  () => log.info.constructor('return process')().env,
                  () => consumer.constructor.constructor('return Java')().type('java.io.File'),
                  () => fetch('http://127.0.0.1/'),
                ];
                consumer('escape', ({ reply }) => reply(attempts.map(attempt => {
                  try { return `${attempt()}`; } catch (error) { return error.constructor.name; }
                })));
                consumer('pollute', ({ reply }) => {
                  Object.prototype.polluted = true;
                  Array.prototype.map = () => { throw new Error('mine'); };
                  JSON.stringify = () => '"forged"';
                  reply(1);
                });
                """);
        tree.start("escape", "js:escape.js", NONE);
        assertThat((JsonArray) tree.ask("escape", null))
                .hasSize(13)
                .allSatisfy(result -> assertThat(result).isIn("ReferenceError", "TypeError", "Error"));
        tree.start(
                "second", tree.write("fresh.js", """
                import { consumer } from 'coppice';
                consumer('fresh', ({ reply }) => reply([{}.polluted === undefined, [1].map(x => x)[0]]));
                """).getFileName().toString().transform("js:"::concat), NONE);
        tree.request("pollute", null);
        assertThat(tree.ask("fresh", null)).isEqualTo(new JsonArray().add(true).add(1));
    }

    @Test
    void only_javascript_files_can_be_started() {
        assertThat(tree.languages().check("js:greeter.py", null))
                .hasValueSatisfying(problem -> assertThat(problem.suggestion()).contains(".js, .mjs or .cjs"));
        assertThat(tree.languages().check("js:gest.js", null))
                .hasValueSatisfying(problem -> assertThat(problem.suggestion()).contains("there is guest.js"));
    }

    @Test
    void what_has_no_json_is_answered_as_null_and_nobody_is_answered_nothing() {
        tree.write("odd.js", """
                import { consumer } from 'coppice';
                const odd = { nothing: undefined, code: () => 1, symbol: Symbol('odd'), big: 10n };
                consumer('odd', ({ body, reply }) => reply(odd[body]));
                """);
        tree.start("odd", "js:odd.js", new JsonObject());
        tree.vertx.eventBus().send("odd", "code");
        tree.vertx.eventBus().send("odd", "big");
        assertThat(tree.ask("odd", "nothing")).isNull();
        assertThat(tree.ask("odd", "code")).isNull();
        assertThat(tree.ask("odd", "symbol")).isNull();
        assertThat(tree.crashes()).isEmpty();
    }
}
