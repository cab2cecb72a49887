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
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library's registries, event managers, monitors and supervisors, as other languages have them. */
class CompanionsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private GuestTree tree;

    @BeforeEach
    void startServices() {
        tree = new GuestTree(folder);
        start("names", RegistryVerticle::new, new JsonObject().put("name", "names"));
        start("news", EventManagerVerticle::new, new JsonObject().put("name", "daily news"));
        start("monitors", MonitorVerticle::new, new JsonObject());
        start("victim", () -> new VerticleBase() {}, new JsonObject());
    }

    private void start(String id, Callable<Deployable> made, JsonObject config) {
        tree.start(ChildSpec.of(id, new VerticleStart(id, made, new DeploymentOptions().setConfig(config))));
    }

    @AfterEach
    void close() {
        tree.close();
    }

    @Test
    void javascript_has_them() {
        tree.copy(LanguageContract.GUESTS.resolve("companions.js"));
        tree.start("companions", "js:companions.js", new JsonObject());
        everythingWorks();
    }

    @Test
    void python_has_them() {
        Tools.need("python3");
        tree.copy(LanguageContract.GUESTS.resolve("companions.py"));
        tree.start("companions", "python:companions.py", new JsonObject());
        everythingWorks();
    }

    @Test
    void the_children_of_a_plugin_have_an_address_to_be_told_at_whatever_they_are_called() {
        Tools.need("python3");
        tree.write("shop/main.js", """
                import { consumer, events, monitor, registry } from 'coppice';
                let heard = 0;
                const count = () => { heard++; };
                await registry('names').subscribe(count);
                await events('daily news').subscribe(count);
                await monitor('/victim', count);
                consumer('shop.js', message => message.reply(heard));
                """);
        tree.write("shop/main.py", """
                import coppice
                import coppice_services as services

                heard = []

                async def start():
                    await services.Registry("names").subscribe(heard.append)
                    await services.EventManager("daily news").subscribe(heard.append)
                    await services.monitor("/victim", heard.append)

                @coppice.consumer("shop.py")
                def asked(message):
                    message.reply(len(heard))
                """);
        List<String> grants = List.of("registry.names", "events.daily%20news", "monitors");
        tree.start(tree.offered("the *first*", "js:shop/main.js", grants));
        tree.start(tree.offered("second", "python:shop/main.py", grants));
        tree.ask(
                "registry.names",
                new JsonObject()
                        .put("action", "register")
                        .put("key", "k")
                        .put("value", 1)
                        .put("owner", "/second"));
        tree.ask("events.daily%20news", new JsonObject().put("action", "notify").put("event", 1));
        tree.terminate("victim");
        for (String child : List.of("shop.js", "shop.py")) {
            await().atMost(GuestTree.PATIENCE)
                    .untilAsserted(() -> assertThat(tree.ask(child, null)).isEqualTo(3));
        }
        assertThat(tree.crashes()).isEmpty();
    }

    private void everythingWorks() {
        assertThat(tree.ask("companions.begin", "/victim"))
                .isEqualTo(new JsonArray()
                        .add(new JsonArray()
                                .add(new JsonArray().add("/companions").add(2)))
                        .add(new JsonArray().add("printer"))
                        .add(1)
                        .add(1));
        awaitHeard("register printer", "first", "second");
        // Its five children are the three services, the victim and itself.
        assertThat(tree.ask("companions.supervisor", "victim"))
                .isEqualTo(new JsonArray().add(5).add(false).add(404));
        awaitHeard("/victim shutdown");
        assertThat(tree.ask("companions.end", null))
                .isEqualTo(new JsonObject().put("key", "printer").put("owner", "/companions"));
        awaitHeard("unregister printer");
        tree.terminate("companions");
        JsonObject handlers = new JsonObject().put("action", "which_handlers");
        assertThat(tree.ask("events.daily%20news", handlers))
                .isEqualTo(new JsonObject().put("handlers", new JsonArray()));
    }

    private void awaitHeard(String... all) {
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat((JsonArray) tree.ask("companions.heard", null))
                        .contains((Object[]) all));
    }

    @Test
    void nodejs_asks_them() {
        Tools.need("node");
        tree.copy(NodeProcessTest.CLIENTS.resolve("coppice_child.mjs"));
        tree.write("asks.mjs", """
                #!/usr/bin/env node
                import { consumer, events, path, ready, registry, supervisor } from './coppice_child.mjs';
                consumer('asks', async message => {
                  await registry('names')('register', { key: 'printer', value: 7, owner: path });
                  const { entries } = await registry('names')('lookup', { key: 'printer' });
                  const { handlers } = await events('daily news')('which_handlers');
                  const { count } = await supervisor('/')('which_children');
                  message.reply([entries[0].value, handlers, count]);
                });
                ready();
                """);
        tree.start("asks", "process:asks.mjs", new JsonObject());
        assertThat(tree.ask("asks", null))
                .isEqualTo(new JsonArray().add(7).add(new JsonArray()).add(5));
    }
}
