package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Plugins that come, change and go while a node runs. */
class PluginDeployerIT extends NodeWithPlugins {

    private void source(String expression) throws Exception {
        Path part = Files.writeString(plugins.resolve(".Greeter.java"), """
                import io.vertx.core.*;
                public class Greeter extends VerticleBase {
                    @Override public Future<?> start() {
                        return vertx.eventBus().localConsumer("greeter", message -> message.reply(%s)).completion();
                    }
                }
                """.formatted(expression));
        Files.move(part, plugins.resolve("Greeter.java"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void a_source_file_that_changes_replaces_what_runs_when_it_compiles() throws Exception {
        source("\"1\"");
        start(true, "{'id':'g','start':'java:Greeter.java'}");
        assertThat(answer("greeter")).isEqualTo("1");
        source("nonsense");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listed("Greeter").getString("error"))
                        .contains("Greeter.java:4: error: cannot find symbol"));
        assertThat(answer("greeter")).isEqualTo("1");
        source("\"two\"");
        awaitAnswer("greeter", "two");
        assertThat(listed("Greeter").containsKey("error")).isFalse();
    }

    @Test
    void a_plugin_is_listed_with_what_it_is_and_where_it_is_used() throws Exception {
        put(jar("greeter", "1.0.0"));
        Files.writeString(plugins.resolve("bad.jar"), "no jar");
        start(false, GREETER);
        JsonObject greeter = listed("greeter");
        assertThat(greeter.getString("version")).isEqualTo("1.0.0");
        assertThat(greeter.getString("language")).isEqualTo("java");
        assertThat(greeter.getString("state")).isEqualTo("running");
        assertThat(greeter.getJsonArray("children")).containsExactly("/g");
        assertThat(listed("bad").getString("state")).isEqualTo("broken");
        assertThat(listed("bad").getString("error")).contains("cannot be read");
    }

    @Test
    void a_newer_version_takes_the_place_of_the_one_that_runs_without_a_gap() throws Exception {
        put(jar("greeter", "1.0.0"));
        start(false, GREETER);
        assertThat(answer("greeter")).isEqualTo("1.0.0");
        var asked = new java.util.concurrent.atomic.AtomicInteger();
        var failed = new java.util.concurrent.ConcurrentLinkedQueue<Throwable>();
        long timer = host.vertx()
                .setPeriodic(
                        2,
                        id -> host.vertx()
                                .eventBus()
                                .request("greeter", "which")
                                .onSuccess(reply -> asked.incrementAndGet())
                                .onFailure(failed::add));
        JsonObject done = get(host.plugins().install(jar("greeter", "1.1.0")));
        assertThat(done.getString("done")).isEqualTo("greeter 1.1.0 is deployed in place of greeter 1.0.0");
        await().until(() -> asked.get() > 50);
        host.vertx().cancelTimer(timer);
        // What waits for a consumer that is removed is refused by Vert.x, but there is always somebody to ask.
        assertThat(failed).allSatisfy(failure -> assertThat(failure).hasMessageContaining("Discarded the request"));
        assertThat(answer("greeter")).isEqualTo("1.1.0");
        host.vertx().eventBus().send("greeter", "crash");
        awaitAnswer("greeter", "1.1.0");
        assertThat(Files.size(plugins.resolve("greeter.jar"))).isEqualTo(Files.size(jar("greeter", "1.1.0")));
    }

    @Test
    void one_that_does_not_start_leaves_the_one_that_runs_and_says_why() throws Exception {
        put(jar("greeter", "1.0.0"));
        start(true, GREETER);
        Path bad =
                jar("greeter.jar", "greeter", "2.0.0", "", "if (true) throw new IllegalStateException(\"no good\");");
        assertThatThrownBy(() -> get(host.plugins().install(bad))).hasMessageContaining("no good");
        assertThat(answer("greeter")).isEqualTo("1.0.0");
        put(bad);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(listed("greeter").getString("error")).contains("no good"));
        assertThat(listed("greeter").getString("version")).isEqualTo("1.0.0");
        assertThat(answer("greeter")).isEqualTo("1.0.0");
        host.vertx().eventBus().send("greeter", "crash");
        awaitAnswer("greeter", "1.0.0");
        put(jar("greeter", "2.0.1"));
        awaitAnswer("greeter", "2.0.1");
        assertThat(listed("greeter").containsKey("error")).isFalse();
    }

    @Test
    void what_is_put_into_a_watched_folder_runs_and_stops_when_it_is_removed() throws Exception {
        start(true, "");
        put(jar("late", "1.0.0"));
        awaitAnswer("late", "1.0.0");
        assertThat(listed("late").getJsonArray("children")).containsExactly("/plugins/late/main");
        put(jar("late", "1.0.1"));
        awaitAnswer("late", "1.0.1");
        Files.delete(plugins.resolve("late.jar"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> answer("late")).hasMessageContaining("No handlers"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(host.plugins().list()).getJsonArray("plugins"))
                        .isEmpty());
    }

    @Test
    void a_newer_file_beside_the_old_one_waits_until_that_is_removed() throws Exception {
        put(jar("up-1.0.0.jar", "up", "1.0.0", "", ""));
        start(true, "{'id':'u','start':'plugin:up/main'}");
        put(jar("up-1.1.0.jar", "up", "1.1.0", "", ""));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(get(host.plugins().list()).encode()).contains("remove one of them"));
        assertThat(answer("up")).isEqualTo("1.0.0");
        Files.delete(plugins.resolve("up-1.0.0.jar"));
        awaitAnswer("up", "1.1.0");
        assertThat(get(host.plugins().list()).getJsonArray("plugins")).hasSize(1);
    }

    @Test
    void an_install_replaces_the_file_too_that_has_the_same_id() throws Exception {
        put(jar("greeter-1.0.0.jar", "greeter", "1.0.0", "", ""));
        start(true, GREETER);
        get(host.plugins().install(jar("greeter-1.1.0.jar", "greeter", "1.1.0", "", "")));
        assertThat(answer("greeter")).isEqualTo("1.1.0");
        assertThat(plugins.resolve("greeter-1.0.0.jar")).doesNotExist();
        assertThat(plugins.resolve("greeter-1.1.0.jar")).exists();
        try (var copies = Files.list(folder.resolve("data/plugins"))) {
            assertThat(copies).as("copies").hasSize(1);
        }
    }

    @Test
    void a_disabled_plugin_does_not_run_until_it_is_reloaded_also_after_a_restart() throws Exception {
        put(jar("greeter", "1.0.0"));
        start(false, GREETER);
        get(host.plugins().disable("greeter"));
        assertThatThrownBy(() -> answer("greeter")).hasMessageContaining("No handlers");
        assertThat(listed("greeter").getString("state")).isEqualTo("disabled");
        get(host.stop());
        start(true, GREETER);
        put(jar("greeter", "1.1.0"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(listed("greeter").getString("version")).isEqualTo("1.1.0"));
        assertThat(listed("greeter").getString("state")).isEqualTo("disabled");
        assertThatThrownBy(() -> answer("greeter")).hasMessageContaining("No handlers");
        get(host.plugins().reload("greeter"));
        assertThat(answer("greeter")).isEqualTo("1.1.0");
        assertThat(listed("greeter").getString("state")).isEqualTo("running");
    }

    @Test
    void those_that_need_it_follow_and_what_does_not_fit_them_is_refused() throws Exception {
        put(jar("base", "1.0.0"));
        put(jar(
                "shop.jar",
                "shop",
                "5.0.0",
                ",'requires':{'plugins':{'base':'^1'}}",
                "System.getProperties().merge(" + "\"shop.starts\", 1, (a, b) -> (Integer) a + (Integer) b);"));
        System.getProperties().remove("shop.starts");
        start(false, "{'id':'b','start':'plugin:base/main'},{'id':'s','start':'plugin:shop/main'}");
        assertThatThrownBy(() -> get(host.plugins().install(jar("base", "2.0.0"))))
                .hasMessageContaining(
                        "the plugin shop does not fit: /requires/plugins/base: needs ^1, and this is 2.0.0");
        assertThat(answer("base")).isEqualTo("1.0.0");
        get(host.plugins().install(jar("base", "1.5.0")));
        assertThat(answer("base")).isEqualTo("1.5.0");
        assertThat(System.getProperties()).as("started anew").containsEntry("shop.starts", 2);
        get(host.plugins().uninstall("base"));
        assertThatThrownBy(() -> answer("shop")).hasMessageContaining("No handlers");
        assertThat(listed("shop").getString("error")).contains("there is no such plugin");
        assertThat(plugins.resolve("base.jar")).doesNotExist();
        get(host.plugins().install(jar("base", "1.6.0")));
        assertThat(answer("shop")).isEqualTo("5.0.0");
        assertThat(answer("base")).isEqualTo("1.6.0");
    }

    @Test
    void what_only_one_can_have_is_stopped_first() throws Exception {
        String first = "if (System.getProperties().putIfAbsent(\"only.one\", \"x\") != null)"
                + " throw new IllegalStateException(\"taken\");";
        Path one = exclusive(first, "1.0.0");
        put(one);
        System.getProperties().remove("only.one");
        start(false, "{'id':'o','start':'plugin:only/main'}");
        assertThatThrownBy(() -> get(host.plugins().install(exclusive(first, "1.1.0"))))
                .hasMessageContaining("taken");
        get(host.stop());
        start(false, "{'id':'o','start':'plugin:only/main','replace':'stop_first'}");
        get(host.plugins().install(exclusive(first, "1.2.0")));
        assertThat(answer("only")).isEqualTo("1.2.0");
        assertThatThrownBy(() -> get(host.plugins()
                        .install(exclusive("if (true) throw new IllegalStateException(\"no good\");", "1.3.0"))))
                .hasMessageContaining("no good");
        assertThat(answer("only")).as("back again").isEqualTo("1.2.0");
    }

    private Path exclusive(String first, String version) {
        return new PluginJarFixture()
                .source("Main", """
                        import io.vertx.core.*;
                        public class Main extends VerticleBase {
                            @Override public Future<?> start() throws Exception {
                                %s
                                vertx.eventBus().<String>localConsumer("only", message -> message.reply("%s"));
                                return Future.succeededFuture();
                            }
                            @Override public Future<?> stop() {
                                System.getProperties().remove("only.one");
                                return Future.succeededFuture();
                            }
                        }
                        """.formatted(first, version))
                .resource("plugin.json", descriptor("only", version, ""))
                .write(folder.resolve("built").resolve(version).resolve("only.jar"));
    }

    @Test
    void what_is_not_there_is_refused_with_a_suggestion() throws Exception {
        put(jar("greeter", "1.0.0"));
        start(false, GREETER);
        assertThatThrownBy(() -> get(host.plugins().reload("greter"))).hasMessageContaining("did you mean greeter?");
        assertThatThrownBy(() -> get(host.plugins().install(folder.resolve("none.jar"))))
                .hasMessageContaining("there is no file");
        assertThatThrownBy(() -> get(host.plugins().install(Files.writeString(folder.resolve("a.txt"), "a"))))
                .hasMessageContaining("is no plugin");
    }
}
