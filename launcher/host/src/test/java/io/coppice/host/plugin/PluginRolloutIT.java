package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.host.Host;
import io.coppice.supervision.Supervision;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Changes of plugins that do not go well, and those that more than one plugin takes part in. */
class PluginRolloutIT extends NodeWithPlugins {

    /** Offers {@code main}, which answers with its version, and {@code second}, which starts or does not. */
    private Path pair(String version, boolean secondStarts) {
        return new PluginJarFixture()
                .verticle("Main", """
                        vertx.eventBus().<String>localConsumer("pair", message -> {
                            if (message.body().equals("crash")) { throw new IllegalStateException("asked to"); }
                            message.reply("%s");
                        });
                        return Future.succeededFuture();
                        """.formatted(version))
                .verticle(
                        "Second",
                        secondStarts
                                ? "return Future.succeededFuture();"
                                : "throw new IllegalStateException(\"no good\");")
                .resource(
                        "plugin.json",
                        ("{'id':'pair','version':'" + version + "','children':[{'id':'main','start':'Main'},"
                                        + "{'id':'second','start':'Second'}]}")
                                .replace('\'', '"'))
                .write(folder.resolve("built").resolve(version).resolve("pair.jar"));
    }

    @Test
    void where_one_child_does_not_start_nothing_of_a_plugin_that_is_back_runs() throws Exception {
        put(pair("1.0.0", true));
        start(false, "{'id':'m','start':'plugin:pair/main'},{'id':'s','start':'plugin:pair/second'}");
        get(host.plugins().disable("pair"));
        put(pair("1.1.0", false));
        assertThatThrownBy(() -> get(host.plugins().reload("pair"))).hasMessageContaining("no good");
        awaitNobodyAt("pair");
        assertThat(listed("pair").getString("state")).isEqualTo("disabled");
        put(pair("1.2.0", true));
        get(host.plugins().reload("pair"));
        assertThat(answer("pair")).isEqualTo("1.2.0");
    }

    @Test
    void where_a_child_that_is_new_does_not_start_the_others_are_moved_back() throws Exception {
        start(true, "");
        put(jar("pair", "1.0.0"));
        awaitAnswer("pair", "1.0.0");
        assertThatThrownBy(() -> get(host.plugins().install(pair("1.1.0", false))))
                .hasMessageContaining("no good");
        assertThat(answer("pair")).isEqualTo("1.0.0");
        assertThat(listed("pair").getString("version")).isEqualTo("1.0.0");
        assertThat(listed("pair").getJsonArray("children")).containsExactly("/plugins/pair/main");
        host.vertx().eventBus().send("pair", "crash");
        awaitAnswer("pair", "1.0.0");
        get(host.plugins().install(pair("1.2.0", true)));
        assertThat(answer("pair")).isEqualTo("1.2.0");
    }

    @Test
    void a_file_that_becomes_another_plugin_ends_the_one_that_it_was() throws Exception {
        put(jar("one.jar", "one", "1.0.0", "", ""));
        start(true, "{'id':'o','start':'plugin:one/main'}");
        Path other = jar("one.jar", "other", "1.0.1", "", "");
        assertThatThrownBy(() -> get(host.plugins().install(other)))
                .hasMessageContaining("one.jar is the plugin one")
                .hasMessageContaining("another name");
        assertThat(answer("one")).isEqualTo("1.0.0");
        put(other);
        awaitAnswer("other", "1.0.1");
        awaitNobodyAt("one");
        assertThat(get(host.plugins().list()).getJsonArray("plugins")).hasSize(1);
        put(jar("one.jar", "one", "1.0.2", "", ""));
        awaitAnswer("one", "1.0.2");
        awaitNobodyAt("other");
    }

    private static String requires(String id) {
        return ",'requires':{'plugins':{'" + id + "':'^1'}}";
    }

    private void putThree() throws Exception {
        put(jar("app.jar", "app", "1.0.2", requires("mid"), ""));
        put(jar("mid.jar", "mid", "1.0.1", requires("base"), ""));
        put(jar("base", "1.0.0"));
    }

    @Test
    void those_that_were_stopped_with_what_they_need_run_again_when_it_does() throws Exception {
        putThree();
        start(
                true,
                "{'id':'a','start':'plugin:app/main'},{'id':'m','start':'plugin:mid/main'},"
                        + "{'id':'idle','start':'plugin:mid/main','config':{'address':'idle'}}");
        awaitAnswer("base", "1.0.0");
        get(Supervision.of(host.vertx()).supervisor("/").orElseThrow().terminateChild("idle"));
        get(host.plugins().disable("base"));
        awaitNobodyAt("app");
        awaitNobodyAt("mid");
        get(host.plugins().disable("mid"));
        get(host.plugins().reload("base"));
        assertThat(answer("base")).isEqualTo("1.0.0");
        assertThatThrownBy(() -> answer("app")).as("mid is disabled").hasMessageContaining("No handlers");
        get(host.plugins().disable("base"));
        get(host.plugins().reload("mid"));
        get(host.plugins().reload("base"));
        assertThat(answer("app")).isEqualTo("1.0.2");
        assertThat(answer("mid")).isEqualTo("1.0.1");
    }

    @Test
    void what_was_stopped_by_hand_stays_so() throws Exception {
        putThree();
        start(
                true,
                "{'id':'m','start':'plugin:mid/main'},"
                        + "{'id':'idle','start':'plugin:mid/main','config':{'address':'idle'}}");
        awaitAnswer("app", "1.0.2");
        get(Supervision.of(host.vertx()).supervisor("/").orElseThrow().terminateChild("idle"));
        get(host.plugins().disable("base"));
        awaitNobodyAt("app");
        get(host.plugins().reload("base"));
        awaitAnswer("app", "1.0.2");
        assertThat(answer("mid")).isEqualTo("1.0.1");
        assertThatThrownBy(() -> answer("idle")).hasMessageContaining("No handlers");
    }

    @Test
    void with_a_plugin_that_is_removed_all_that_need_it_are_broken_until_it_is_back() throws Exception {
        putThree();
        start(true, "{'id':'a','start':'plugin:app/main'}");
        awaitAnswer("mid", "1.0.1");
        Files.delete(plugins.resolve("base.jar"));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(listed("app").getString("state")).isEqualTo("broken"));
        assertThat(listed("mid").getString("state")).isEqualTo("broken");
        awaitNobodyAt("app");
        put(jar("base", "1.0.3"));
        awaitAnswer("app", "1.0.2");
        awaitAnswer("mid", "1.0.1");
    }

    @Test
    void what_comes_while_the_node_starts_or_another_change_is_made_is_not_missed() throws Exception {
        put(jar("first", "1.0.0"));
        Host made = make(true, "");
        put(jar("second", "1.0.1"));
        get(made.start());
        awaitAnswer("second", "1.0.1");
        put(jar("third", "1.0.2"));
        get(made.plugins().reload("first"));
        awaitAnswer("third", "1.0.2");
    }
}
