package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import groovy.lang.GroovyObject;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code groovy:}. */
class GroovyTest extends InProcessContract {

    private static final JsonObject NONE = new JsonObject();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @Override
    String guest() {
        tree.copy(GUESTS.resolve("guest.groovy"));
        return "groovy:guest.groovy";
    }

    /** It is trusted, as Java is. */
    @Override
    @Test
    void what_a_guest_was_not_granted_is_refused() {
        tree.vertx.eventBus().consumer("other", message -> message.reply("got " + message.body()));
        tree.terminate("guest");
        tree.start(tree.spec("guest", "groovy:guest.groovy", new JsonObject(), List.of("granted")));
        JsonObject ask = new JsonObject().put("address", "other").put("body", "x");
        assertThat(tree.ask("guest.ask", ask)).isEqualTo(new JsonObject().put("reply", "got x"));
    }

    @Override
    String error() {
        return "java.lang.IllegalStateException: as you wish";
    }

    @Override
    String frameOfCrash() {
        return "(guest.groovy:4)";
    }

    @Test
    void what_the_script_answers_and_its_stop_are_awaited() {
        List<Object> heard = new ArrayList<>();
        tree.vertx.eventBus().consumer("news", message -> {
            synchronized (heard) {
                heard.add(message.body());
            }
        });
        tree.vertx.eventBus().consumer("greeting", message -> message.reply("hi"));
        tree.write("slow.groovy", """
                def stop() { vertx.timer(10).onSuccess { publish('news', 'bye') } }

                request('greeting', null).onSuccess { publish('news', it.body) }
                """);
        tree.start("slow", "groovy:slow.groovy", NONE);
        tree.terminate("slow");
        await().atMost(GuestTree.PATIENCE).untilAsserted(() -> {
            synchronized (heard) {
                assertThat(heard).containsExactly("hi", "bye");
            }
        });
    }

    @Test
    void a_mistake_in_the_file_fails_the_start_with_its_place() {
        tree.write("wrong.groovy", "def x = 1\ndef y = )\n");
        assertThat(tree.startFails(tree.spec("wrong", "groovy:wrong.groovy", NONE)))
                .hasMessageContaining("wrong.groovy: 2:");
        tree.write("missing.groovy", "x = 1\nnothing()\n");
        assertThat(tree.startFails(tree.spec("missing", "groovy:missing.groovy", NONE)))
                .hasMessageContaining("No signature of method: nothing");
    }

    @Test
    void a_start_that_loops_is_ended() {
        tree.write("loop.groovy", "while (true) { }\n");
        JsonObject limited = new JsonObject().put("guest", new JsonObject().put("time_limit", 500));
        assertThat(tree.startFails(tree.spec("loop", "groovy:loop.groovy", limited)))
                .hasMessageContaining("it has run for more than 500 ms");
    }

    /** Groovy's own sleep does away with an interrupt. */
    @Test
    void code_that_does_away_with_its_interrupt_is_a_crash_all_the_same() {
        tree.write("deaf.groovy", """
                import java.util.concurrent.CountDownLatch
                consumer('deaf') {
                    if (it.body == 'hello') { it.reply('hello'); return }
                    while (true) { try { new CountDownLatch(1).await() } catch (InterruptedException ignored) { } }
                }
                """);
        JsonObject limited = new JsonObject().put("guest", new JsonObject().put("time_limit", 500));
        tree.start("deaf", "groovy:deaf.groovy", limited);
        Child before = tree.child("/deaf").orElseThrow();
        assertThat(tree.askFails("deaf", "loop").failureCode()).isEqualTo(Supervision.CRASHED);
        assertThat(GuestTree.get(before.ended()).detail()).contains("it has run for more than 500 ms");
        await().atMost(GuestTree.PATIENCE).ignoreExceptions().until(() -> "hello".equals(tree.ask("deaf", "hello")));
        assertThat(tree.crashes()).hasSize(1);
    }

    /** Nobody stops a child that did not start. */
    @Test
    void what_did_not_start_leaves_no_class_loader_open() {
        String keep = "java.lang.System.properties.put('coppice.test.loader', getClass().classLoader)\n";
        for (String end : List.of("nothing()\n", "request('nobody', null)\n")) {
            tree.write("fails.groovy", keep + end);
            tree.startFails(tree.spec("fails", "groovy:fails.groovy", NONE));
            ClassLoader loader = (ClassLoader) System.getProperties().remove("coppice.test.loader");
            assertThat(Objects.requireNonNull(loader).getResource("fails.groovy"))
                    .as(end)
                    .isNull();
        }
    }

    @Test
    void a_compiled_class_runs_as_java_does_with_the_jars_of_its_plugin() throws Exception {
        Path built = Files.createDirectory(temporary.resolve("classes"));
        CompilerConfiguration settings = new CompilerConfiguration();
        settings.setTargetDirectory(built.toFile());
        CompilationUnit unit = new CompilationUnit(settings);
        unit.addSource("Till.groovy", """
                class Till extends io.vertx.core.VerticleBase {
                    io.vertx.core.Future<?> start() {
                        vertx.eventBus().consumer('till') { it.reply("${2 * it.body()}".toString()) }.completion()
                    }
                }
                """);
        unit.compile();
        Path plugin = temporary.resolve("plugins/till");
        Files.createDirectories(plugin.resolve("lib"));
        Path groovy = Path.of(GroovyObject.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.copy(groovy, plugin.resolve("lib/groovy.jar"));
        Files.writeString(plugin.resolve("plugin.json"), "{\"id\": \"till\", \"version\": \"1.0.0\"}");
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(plugin.resolve("till.jar")));
                Stream<Path> classes = Files.list(built)) {
            for (Path type : classes.toList()) {
                jar.putNextEntry(new ZipEntry(String.valueOf(type.getFileName())));
                Files.copy(type, jar);
            }
        }
        try (GuestTree other = new GuestTree(temporary.resolve("plugins"))) {
            other.start("till", "java:Till", NONE);
            assertThat(other.ask("till", 4)).isEqualTo("8");
        }
    }

    @Test
    void classes_beside_the_script_are_found() {
        tree.write("shop/Till.groovy", "class Till { static twice(x) { 2 * x } }\n");
        tree.write(
                "shop/main.groovy",
                "consumer('shop', local: true) { it.reply(sum: Till.twice(it.body), by: \"${path}\") }\n");
        tree.start("shop", "groovy:shop/main.groovy", NONE);
        assertThat(tree.ask("shop", 4)).isEqualTo(new JsonObject().put("sum", 8).put("by", "/shop"));
    }
}
