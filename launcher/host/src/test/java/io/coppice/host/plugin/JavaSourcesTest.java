package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.host.config.GrantsConfig;
import io.coppice.host.config.Instances;
import io.coppice.host.config.StartCheck.Problem;
import io.coppice.host.config.WorkerConfig;
import io.coppice.supervision.spec.ChildSpec;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java:} with source files. */
class JavaSourcesTest {

    private static final String GREETER = """
            package acme;
            import io.vertx.core.*;
            public class Greeter extends VerticleBase {
                record Greeting(String text) {}
                @Override public Future<?> start() { return Future.succeededFuture(new Greeting("hello")); }
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, text);
    }

    private Languages languages() {
        return Languages.of(PluginCatalog.scan(List.of(folder)));
    }

    private String problem(String start) {
        try (Languages languages = languages()) {
            return languages
                    .check(start, null)
                    .map(problem -> problem.message() + "; " + problem.suggestion())
                    .orElse("");
        }
    }

    private static String classOf(Languages languages, String start, @Nullable String plugin) throws Exception {
        WorkerConfig worker = new WorkerConfig(
                start,
                plugin,
                ChildSpec.DEFAULT_START_TIMEOUT,
                Instances.ONE,
                ThreadingModel.EVENT_LOOP,
                WorkerConfig.Replace.BESIDE,
                GrantsConfig.NONE,
                new JsonObject());
        assertThat(languages.check(start, plugin)).isEmpty();
        assertThat(languages.ownerOf(worker)).isPresent();
        return languages.resolve(worker).factory().call().getClass().getName();
    }

    @Test
    void a_source_file_of_the_plugin_folder_is_compiled_and_offers_itself() throws Exception {
        write("Greeter.java", GREETER);
        try (Languages languages = languages()) {
            assertThat(classOf(languages, "java:Greeter.java", null)).isEqualTo("acme.Greeter");
            assertThat(classOf(languages, "java:acme.Greeter", null)).isEqualTo("acme.Greeter");
            assertThat(Objects.requireNonNull(languages.descriptors().get("Greeter"))
                            .children())
                    .containsOnlyKeys("Greeter");
        }
    }

    @Test
    void a_folder_compiles_the_sources_that_it_offers_with_its_own_jars() throws Exception {
        new PluginJarFixture()
                .source("Words", "public class Words { public static String hello() { return \"hello\"; } }")
                .write(folder.resolve("shop/lib/words.jar"));
        write("shop/src/Shop.java", """
                import io.vertx.core.*;
                public class Shop extends VerticleBase { static final String HELLO = Words.hello(); }
                """);
        write("shop/src/Broken.java", "nobody names it, nobody compiles it");
        write("shop/plugin.json", """
                {"id": "shop", "version": "1.0.0", "children": [
                  {"id": "all", "type": "supervisor", "children": [{"id": "main", "start": "java:src/Shop.java"}]}]}
                """);
        try (Languages languages = languages()) {
            assertThat(classOf(languages, "java:src/Shop.java", "shop")).isEqualTo("Shop");
            assertThat(classOf(languages, "java:shop/src/Shop.java", null)).isEqualTo("Shop");
            assertThat(languages.check("java:src/Broken.java", "shop"))
                    .map(Problem::suggestion)
                    .hasValueSatisfying(
                            advice -> assertThat(advice).contains("there is shop/src/Shop.java", "plugin.json"));
        }
    }

    @Test
    void files_of_the_same_name_have_each_its_own_class() throws Exception {
        Map<String, Path> files = new HashMap<>();
        for (String name : List.of("a", "b", "c", "d")) {
            String file = name + "/Greeter.java";
            files.put(file, write(file, GREETER.replace("package acme", "package " + name)));
        }
        assertThat(JavaSources.compile(files, List.of()).mains())
                .isEqualTo(Map.of(
                        "a/Greeter.java", "a.Greeter",
                        "b/Greeter.java", "b.Greeter",
                        "c/Greeter.java", "c.Greeter",
                        "d/Greeter.java", "d.Greeter"));
    }

    @Test
    void what_does_not_compile_is_named_with_file_and_line() throws Exception {
        write("Greeter.java", GREETER.replace("(\"hello\")", "(helo)"));
        assertThat(problem("java:Greeter.java"))
                .contains(
                        "Greeter.java cannot be used: Greeter.java:5: error: cannot find symbol, symbol:   variable helo");
        write("Greeter.java", GREETER.replace("class Greeter", "class Other"));
        assertThat(problem("java:Greeter.java")).contains("Greeter.java:3: error: ");
        write("Greeter.java", "class Other {}");
        assertThat(problem("java:Greeter.java")).contains("Greeter.java has no class Greeter");
        write("Greeter.java", "public class Greeter {}");
        assertThat(problem("java:Greeter.java")).contains("Greeter is not a verticle");
        assertThat(problem("java:Greter.java"))
                .contains("there is no source file Greter.java", "there is Greeter.java");
    }

    @Test
    void a_class_that_the_host_alone_has_is_not_there_to_compile_with() throws Exception {
        write("Greeter.java", GREETER.replace("(\"hello\")", "(\"\" + picocli.CommandLine.VERSION)"));
        assertThat(problem("java:Greeter.java")).contains("error: package picocli does not exist");
    }

    @Test
    void warnings_have_file_and_line() throws Exception {
        Path file = write("Greeter.java", GREETER.replace("record", "java.util.List raw; record"));
        JavaSources sources = JavaSources.compile(Map.of("Greeter.java", file), List.of());
        assertThat(sources.warnings())
                .singleElement()
                .asString()
                .startsWith("Greeter.java:4: warning: found raw type: java.util.List");
        assertThat(sources.classFiles()).containsExactlyInAnyOrder("acme/Greeter.class", "acme/Greeter$Greeting.class");
    }
}
