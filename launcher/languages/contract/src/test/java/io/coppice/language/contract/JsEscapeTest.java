package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JavaScript that wants out, or wants all. What reaches for Java and for files is in {@link JsTest}. */
class JsEscapeTest {

    private static final int LIMIT_MILLIS = 3000;
    private static final JsonObject LIMITED =
            new JsonObject().put("guest", new JsonObject().put("time_limit", LIMIT_MILLIS));
    private static final JsonObject NONE = new JsonObject().put("guest", new JsonObject().put("time_limit", 0));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    GuestTree tree;

    @BeforeEach
    void makeIt() {
        tree = new GuestTree(folder);
    }

    @AfterEach
    void stopIt() {
        tree.close();
    }

    private void start(String body) {
        tree.write("bad.js", "import { config, consumer, log, publish, request, send } from 'coppice';\n" + body);
        tree.start(tree.spec("bad", "js:bad.js", NONE, List.of()));
    }

    @Test
    void code_that_is_made_at_run_time_reaches_no_more_than_other_code() {
        start("""
                const attempts = [
                  () => eval('Java'),
                  () => (0, eval)('Polyglot'),
                  () => new Function('return Java.type("java.io.File")')(),
                  () => new Function('return process')(),
                  () => (async () => {}).constructor('return Packages')(),
                  () => config.constructor.constructor('return Java')(),
                  () => consumer.constructor('return this')().Java.type,
                  () => Object.getPrototypeOf(function* () {}).constructor('return load')().next().value('/etc/passwd'),
                  () => consumer.caller.arguments,
                  () => consumer.arguments[0],
                  () => globalThis.Graal.versionGraalVM,
                  () => require('fs'),
                  () => require('coppice:prelude'),
                  () => new Worker('x'),
                  () => new Realm(),
                ];
                consumer('bad', async ({ reply }) => reply(await Promise.all(attempts.map(async attempt => {
                  try { return `${await attempt()}`; } catch (error) { return error.constructor.name; }
                }))));
                """);
        assertThat((JsonArray) tree.ask("bad", null))
                .hasSize(15)
                .allSatisfy(result -> assertThat(result).isIn("ReferenceError", "TypeError", "Error"));
    }

    @Test
    void the_builtins_that_it_replaces_show_it_nothing_and_get_it_past_no_grant() {
        start("""
                const seen = [];
                const spy = (object, name) => {
                  const original = object[name];
                  object[name] = function (...values) { seen.push(this, ...values); return original.apply(this, values); };
                };
                for (const name of ['get', 'set', 'has', 'delete']) spy(Map.prototype, name);
                for (const name of ['test', 'exec']) spy(RegExp.prototype, name);
                for (const name of ['replace', 'endsWith', 'slice']) spy(String.prototype, name);
                for (const name of ['stringify', 'parse']) spy(JSON, name);
                spy(Promise.prototype, 'then');
                spy(globalThis, 'String');
                Object.defineProperty(Object.prototype, 'local', { get() { seen.push(this); return true; } });
                const outcome = code => { try { code(); return 'done'; } catch (error) { return error.message; } };
                consumer('bad.own', () => {});
                const outcomes = [
                  outcome(() => consumer('kv.registry', () => {})),
                  outcome(() => send({ toString: () => 'kv.registry' }, 1)),
                  outcome(() => publish(['kv.registry'], 1)),
                ];
                const foreign = seen.filter(value => typeof value === 'function' && !/^(class|async|\\(|\\w+ =>|function)/.test(
                  Function.prototype.toString.call(value)));
                consumer('bad', ({ reply }) => reply({ outcomes, foreign: foreign.length, seen: seen.length > 5 }));
                """);
        JsonObject answer = (JsonObject) Objects.requireNonNull(tree.ask("bad", null));
        assertThat(answer.getJsonArray("outcomes"))
                .hasSize(3)
                .allSatisfy(outcome -> assertThat(outcome).asString().contains("/bad may not "));
        assertThat(answer.getInteger("foreign")).isZero();
        assertThat(answer.getBoolean("seen")).isTrue();
    }

    @Test
    void what_does_not_come_back_is_ended_and_keeps_nobody_waiting() {
        List<String> loops = List.of(
                "for (;;) { try { for (;;); } catch {} finally { continue; } }",
                "const again = () => Promise.resolve().then(again); again();",
                "/^(([a-z])+.)+[A-Z]([a-z])+$\\1/.test('a'.repeat(100));",
                "[3, 2, 1].sort(() => { for (;;); });",
                "JSON.stringify({ toJSON() { for (;;); } });",
                "new Proxy({}, { get() { for (;;); } }).x;",
                "'x'.repeat(2 ** 20).replace(/x/g, () => { for (;;); });");
        tree.write("good.js", "import { consumer } from 'coppice';\nconsumer('good', ({ reply }) => reply(1));\n");
        tree.start(tree.spec("good", "js:good.js", NONE, List.of()));
        List<Future<Message<Object>>> answers = asked(loops, LIMITED);
        assertThat(tree.ask("good", null)).isEqualTo(1);
        for (int i = 0; i < loops.size(); i++) {
            assertThat(GuestTree.failure(answers.get(i)))
                    .as(loops.get(i))
                    .hasMessageContaining("it has run for more than " + LIMIT_MILLIS + " ms");
        }
    }

    @Test
    void what_wants_all_is_refused_and_only_the_child_has_crashed() {
        List<String> greed = List.of(
                "const deeper = () => deeper() + 1; deeper();",
                "new ArrayBuffer(2 ** 52);",
                "'x'.repeat(2 ** 53);",
                "new Array(2 ** 40);",
                "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
                "for (let i = 0; i < 20000; i++) setTimeout(() => {}, 1e9);",
                "for (let i = 0; i < 20000; i++) consumer(`bad5.${i}`, () => {});");
        List<Future<Message<Object>>> answers = asked(greed, NONE);
        for (int i = 0; i < greed.size(); i++) {
            assertThat(GuestTree.failure(answers.get(i)))
                    .as(greed.get(i))
                    .isInstanceOfSatisfying(
                            ReplyException.class,
                            failure -> assertThat(failure.failureCode()).isEqualTo(Supervision.CRASHED))
                    .message()
                    .containsAnyOf("RangeError: ", "TypeError: Unsupported operation", "Error: more than 10000");
        }
    }

    /** Starts a child for each, and asks it to do it. */
    private List<Future<Message<Object>>> asked(List<String> bodies, JsonObject config) {
        for (int i = 0; i < bodies.size(); i++) {
            String id = "bad" + i;
            tree.write(
                    id + ".js",
                    "import { consumer } from 'coppice';\nconsumer('" + id + "', () => { " + bodies.get(i) + " });\n");
            tree.start(tree.spec(id, "js:" + id + ".js", config, List.of("bad5.*")));
        }
        return IntStream.range(0, bodies.size())
                .mapToObj(i -> tree.request("bad" + i, null))
                .toList();
    }
}
