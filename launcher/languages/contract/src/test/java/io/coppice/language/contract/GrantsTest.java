package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.bus.EventManagerVerticle;
import io.coppice.supervision.bus.MonitorVerticle;
import io.coppice.supervision.bus.RegistryVerticle;
import io.coppice.supervision.spec.ChildSpec;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which addresses a child in another language may use. The contract of all languages holds each to them. */
class GrantsTest {

    private static final JsonObject NONE = new JsonObject();

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

    private String module(String name, String address) {
        tree.write(name, "import { consumer } from 'coppice';\nconsumer('" + address + "', m => m.reply(1));\n");
        return "js:" + name;
    }

    private Object startedWith(String id, String start, String address, List<String> grants) {
        tree.start(tree.spec(id, start, NONE, grants));
        Object answer = String.valueOf(tree.ask(address, null));
        tree.terminate(id);
        return answer;
    }

    @Test
    void its_own_are_those_of_its_id_and_of_its_file_or_folder() {
        assertThat(startedWith("a", module("b.js", "a"), "a", List.of())).isEqualTo("1");
        assertThat(startedWith("a", module("b.js", "a.x.y"), "a.x.y", List.of()))
                .isEqualTo("1");
        assertThat(startedWith("a", module("b.js", "b"), "b", List.of())).isEqualTo("1");
        assertThat(startedWith("a", module("c/main.js", "c.x"), "c.x", List.of()))
                .isEqualTo("1");
        assertThat(startedWith("a", module("b.js", "pub.hello"), "pub.hello", List.of()))
                .isEqualTo("1");
        assertThat(startedWith("a", module("b.js", "kv.x"), "kv.x", List.of("kv.*")))
                .isEqualTo("1");
    }

    @Test
    void one_that_consumes_another_address_does_not_start() {
        String start = module("b.js", "kv.registry");
        assertThat(tree.startFails(tree.spec("a", start, NONE, List.of("kv.router"))))
                .hasMessageContaining(
                        "/a may not consume kv.registry: that has to be in \"grants\" of its configuration");
    }

    @Test
    void what_controls_the_node_has_to_be_granted_whole() {
        tree.write("boss.js", """
                import { consumer, request } from 'coppice';
                consumer('boss', async ({ reply }) => {
                  try { reply((await request('supervisor', { action: 'count_children' })).body.workers); }
                  catch (error) { reply([error.name, error.code, error.kind, error.message]); }
                });
                """);
        tree.start(tree.spec("boss", "js:boss.js", NONE, List.of("*", "supervisor.*")));
        assertThat(tree.ask("boss", null))
                .isEqualTo(new JsonArray()
                        .add("ReplyError")
                        .add(403)
                        .add("ERROR")
                        .add("/boss may not send to supervisor: that has to be in \"grants\" of its configuration,"
                                + " written whole"));
        tree.terminate("boss");
        tree.start(tree.spec("boss", "js:boss.js", NONE, List.of("supervisor")));
        assertThat(tree.ask("boss", null)).isEqualTo(1);
    }

    @Test
    void the_private_addresses_of_replies_cannot_be_used() {
        tree.vertx.eventBus().consumer("other", message -> message.reply(message.replyAddress()));
        tree.write("spy.js", """
                import { consumer, publish, request, send } from 'coppice';
                const attempt = code => { try { code(); return 'done'; } catch (error) { return error.message; } };
                consumer('spy', async ({ reply }) => {
                  const { body, address } = await request('other');
                  reply([body, address].flatMap(name => [
                    attempt(() => send(name, 1)), attempt(() => publish(name, 1)), attempt(() => consumer(name, () => {}))]));
                });
                """);
        tree.start(tree.spec("spy", "js:spy.js", NONE, List.of("*")));
        assertThat((JsonArray) tree.ask("spy", null))
                .hasSize(6)
                .allSatisfy(answer -> assertThat(answer).asString().startsWith("/spy may not "));
    }

    /** A node that asks on behalf of a guest asks for nothing that the guest could not ask for itself. */
    @Test
    void services_of_the_node_carry_nothing_past_its_grants() {
        service(
                "names",
                RegistryVerticle::new,
                new JsonObject().put("name", "names").put("scope", "cluster"));
        service("news", EventManagerVerticle::new, new JsonObject().put("name", "news"));
        service("monitors", MonitorVerticle::new, NONE);
        tree.write("spy.js", """
                import { consumer, publish, request } from 'coppice';
                const attempt = (service, body) => request(service, body).then(() => 'done', error => error.message);
                const ask = (address, action, more) =>
                  ({ action, key: address, value: 1, path: '/nobody', owner: '/spy', address, ...more });
                consumer('spy', async ({ body: address, reply }) => {
                  const said = [
                    await attempt('registry.names', ask(address, 'register')),
                    await attempt('registry.names', ask(address, 'subscribe')),
                    await attempt('registry.names', ask(address, 'unsubscribe')),
                    await attempt('events.news', ask(address, 'subscribe')),
                    await attempt('monitors', ask(address, 'monitor'))];
                  try { publish('registry.names', ask(address, 'register')); said.push('done'); }
                  catch (error) { said.push(error.message); }
                  // What it has registered for itself leads nowhere else.
                  said.push(await attempt('registry.names', { action: 'request', key: address, body: { action: 'count_children' } }));
                  reply(said);
                });
                """);
        List<String> grants = List.of("registry.names", "events.news", "monitors", "mine.*");
        tree.start(tree.spec("spy", "js:spy.js", NONE, grants));
        for (String control : List.of("supervisor", "tasks.x", "coppice.listening", "__vertx.reply.1", "kv.registry")) {
            assertThat((JsonArray) tree.ask("spy", control))
                    .as(control)
                    .hasSize(7)
                    .allSatisfy(said -> assertThat(said)
                            .asString()
                            .containsAnyOf("/spy may not consume " + control, "nobody has the key"));
        }
        // It may consume these, as who may send to an address may consume it; but the services send nothing to each
        // other.
        for (String service : List.of("registry.names", "events.news", "monitors")) {
            assertThat((JsonArray) tree.ask("spy", service))
                    .as(service)
                    .contains("\"address\" cannot be " + service
                            + ", which is the node's own; it must be an application's")
                    .containsOnlyOnce("done");
        }
        tree.vertx.eventBus().consumer("mine.x", message -> message.reply("told"));
        assertThat((JsonArray) tree.ask("spy", "mine.x")).containsOnly("done");
    }

    private void service(String id, Callable<Deployable> made, JsonObject config) {
        tree.start(ChildSpec.of(id, new VerticleStart(id, made, new DeploymentOptions().setConfig(config))));
    }

    @Test
    void a_refusal_that_nobody_catches_is_a_crash_that_says_so() {
        tree.write("lost.js", """
                import { consumer, publish } from 'coppice';
                consumer('lost', () => publish('news', 1));
                """);
        tree.start(tree.spec("lost", "js:lost.js", NONE, List.of()));
        assertThat(tree.askFails("lost", null)).hasMessageContaining("/lost may not publish on news");
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(tree.crashes()).hasSize(1));
    }
}
