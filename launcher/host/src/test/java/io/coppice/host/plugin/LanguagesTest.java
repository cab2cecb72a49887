package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.host.config.GrantsConfig;
import io.coppice.host.config.Instances;
import io.coppice.host.config.StartCheck.Problem;
import io.coppice.host.config.WorkerConfig;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguagesTest {

    private static final String DONE = "return Future.succeededFuture();";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Languages languages() {
        return Languages.of(PluginCatalog.scan(List.of(folder, folder.resolve("missing"))));
    }

    private Path hello(String fileName) {
        return new PluginJarFixture().verticle("Hello", DONE).write(folder.resolve(fileName));
    }

    private static WorkerConfig worker(String start, @Nullable String plugin) {
        return new WorkerConfig(
                start,
                plugin,
                ChildSpec.DEFAULT_START_TIMEOUT,
                Instances.ONE,
                ThreadingModel.WORKER,
                WorkerConfig.Replace.BESIDE,
                GrantsConfig.NONE,
                new JsonObject().put("k", 1));
    }

    @Test
    void a_class_is_found_with_and_without_prefix() throws Exception {
        hello("hello-1.0.jar");
        try (Languages languages = languages()) {
            assertThat(languages.check("Hello", null)).isEmpty();
            assertThat(languages.check("java:Hello", null)).isEmpty();
            assertThat(languages.check("java:Hello", "hello")).isEmpty();
            VerticleStart start = languages.resolve(worker("Hello", null));
            assertThat(start.description()).isEqualTo("java:Hello");
            assertThat(start.options().getThreadingModel()).isEqualTo(ThreadingModel.WORKER);
            assertThat(start.options().getConfig()).isEqualTo(new JsonObject().put("k", 1));
            Object first = start.factory().call();
            Object second = start.factory().call();
            assertThat(first).isNotSameAs(second).hasSameClassAs(second);
            assertThat(first.getClass().getClassLoader())
                    .isInstanceOf(PluginClassLoader.class)
                    .isSameAs(start.options().getClassLoader())
                    .isSameAs(languages
                            .resolve(worker("java:Hello", null))
                            .options()
                            .getClassLoader());
        }
    }

    @Test
    void the_verticles_of_the_host_need_no_plugin_jar() throws Exception {
        try (Languages languages = languages()) {
            for (String name : List.of("EventManagerVerticle", "MonitorVerticle", "RegistryVerticle")) {
                String start = "java:io.coppice.supervision.bus." + name;
                assertThat(languages.check(start, null)).isEmpty();
                VerticleStart found = languages.resolve(worker(start, null));
                assertThat(found.factory().call().getClass().getSimpleName()).isEqualTo(name);
            }
            assertThat(languages.check("io.coppice.supervision.bus.RegistryVertical", null))
                    .contains(new Problem(
                            "start",
                            "the host has no verticle io.coppice.supervision.bus.RegistryVertical",
                            "did you mean \"io.coppice.supervision.bus.RegistryVerticle\"?"));
        }
    }

    @Test
    void a_class_in_two_jars_names_both_unless_the_child_says_which() {
        Path one = hello("one-1.0.jar");
        Path two = hello("two.jar");
        try (Languages languages = languages()) {
            assertThat(languages.check("java:Hello", null))
                    .contains(new Problem(
                            "start",
                            "the class Hello is in two jars, " + one + " and " + two,
                            "say which: \"plugin\": \"one\""));
            assertThat(languages.check("java:Hello", "one")).isEmpty();
            assertThat(languages.resolve(worker("Hello", "two")).options().getClassLoader())
                    .extracting(ClassLoader::getName)
                    .isEqualTo("plugin two");
            assertThat(languages.check("java:Hello", "tow"))
                    .contains(new Problem("plugin", "no plugin jar is called \"tow\"", "did you mean \"two\"?"));
        }
    }

    @Test
    void two_versions_of_one_plugin_are_not_told_apart() {
        hello("hello-1.0.jar");
        hello("hello-1.1.jar");
        try (Languages languages = languages()) {
            assertThat(languages.check("Hello", "hello"))
                    .map(Problem::suggestion)
                    .contains("remove one of them");
        }
    }

    @Test
    void a_class_in_no_jar_has_a_suggestion() {
        hello("hello.jar");
        try (Languages languages = languages()) {
            assertThat(languages.check("java:Hallo", null))
                    .contains(new Problem("start", "the class Hallo is in no plugin jar", "did you mean \"Hello\"?"));
            assertThat(languages.check("java:io.vertx.core.Vertx", null))
                    .map(Problem::message)
                    .contains("the class io.vertx.core.Vertx is in no plugin jar");
        }
    }

    @Test
    void an_unknown_language_names_the_known_ones() {
        try (Languages languages = languages()) {
            assertThat(languages.check("jav:Hello", null))
                    .contains(new Problem("start", "unknown language \"jav:\"", "did you mean \"java:\"?"));
            assertThat(languages.check("cobol:hello.cob", null))
                    .contains(new Problem(
                            "start",
                            "unknown language \"cobol:\"",
                            "known: java:, groovy:, js:, process:, python:, wasm:"));
        }
    }

    @Test
    void a_language_that_is_not_installed_names_what_to_add() {
        try (Languages languages = languages()) {
            assertThat(languages.check("python:hello.py", null))
                    .contains(new Problem(
                            "start",
                            "the language pack \"python\" is not installed",
                            "add coppice-language-python.jar to the class path"));
        }
    }

    @Test
    void a_broken_jar_is_named_where_a_class_is_missing_and_stops_nothing_else() throws IOException {
        hello("hello.jar");
        Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");
        try (Languages languages = languages()) {
            assertThat(languages.check("Hello", null)).isEmpty();
            assertThat(languages.check("Other", null))
                    .map(Problem::suggestion)
                    .hasValueSatisfying(advice -> assertThat(advice).contains("not readable: " + broken));
        }
    }

    @Test
    void what_cannot_be_made_says_why() {
        new PluginJarFixture()
                .source("NoVerticle", "public class NoVerticle {}")
                .source("Argued", "public class Argued extends io.vertx.core.VerticleBase { public Argued(int i) {} }")
                .source("Closed", "class Closed extends io.vertx.core.VerticleBase {}")
                .source(
                        "Thrower",
                        "public class Thrower extends io.vertx.core.VerticleBase {"
                                + " public Thrower() { throw new IllegalStateException(\"mine\"); } }")
                .write(folder.resolve("odd.jar"));
        try (Languages languages = languages()) {
            assertThatThrownBy(() -> make(languages, "NoVerticle")).hasMessageContaining("is not a verticle");
            assertThatThrownBy(() -> make(languages, "Argued")).hasMessageContaining("without parameters");
            assertThatThrownBy(() -> make(languages, "Closed")).hasMessageContaining("must be a public class");
            assertThatThrownBy(() -> make(languages, "Thrower"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("mine");
        }
    }

    @Test
    void a_class_that_cannot_be_started_is_a_problem_before_anything_starts() throws IOException {
        String verticle = " extends io.vertx.core.VerticleBase {";
        Path jar = new PluginJarFixture()
                .source("Plain", "public class Plain {}")
                .source("Argued", "public class Argued" + verticle + " public Argued(int i) {} }")
                .source("Closed", "class Closed" + verticle + "}")
                .source("Abstract", "public abstract class Abstract" + verticle + "}")
                .source("Loud", "public class Loud" + verticle + " static { if (true) throw new Error(); } }")
                .source("Base", "public class Base" + verticle + "}")
                .source("Orphan", "public class Orphan extends Base {}")
                .write(folder.resolve("odd.jar"));
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.delete(zip.getPath("Base.class"));
        }
        try (Languages languages = languages()) {
            assertThat(List.of("Plain", "Argued", "Closed", "Abstract", "Orphan"))
                    .extracting(name ->
                            languages.check(name, null).map(Problem::message).orElse(""))
                    .containsExactly(
                            "Plain is not a verticle",
                            "Argued has no public constructor without parameters",
                            "Closed must be a public class, not abstract",
                            "Abstract must be a public class, not abstract",
                            "Orphan needs the class Base");
            assertThat(languages.check("Loud", null)).as("not initialised").isEmpty();
        }
    }

    private static Object make(Languages languages, String name) throws Exception {
        return languages.resolve(worker(name, null)).factory().call();
    }

    @Test
    void a_plugin_is_called_as_its_file_without_version() {
        assertThat(List.of(
                        "hello.jar", "hello-1.jar", "hello-1.2.3-SNAPSHOT.jar", "my-plugin-2.0+b1.jar", "kv-store.jar"))
                .extracting(file -> PluginFile.of(Path.of(file)).orElseThrow().id())
                .containsExactly("hello", "hello", "hello", "my-plugin", "kv-store");
    }
}
