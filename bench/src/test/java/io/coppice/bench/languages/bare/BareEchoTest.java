package io.coppice.bench.languages.bare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That each of what the children are compared with does answer; the load checks it as well. */
class BareEchoTest {

    private static final Path SOURCES = Path.of("bare");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @ParameterizedTest
    @CsvSource({
        "java,",
        "groovy, echo.groovy",
        "js, echo.js",
        "objects, objects.js",
        "process, bash echo.sh",
        "process, python3 echo.py",
        "process, node echo.mjs"
    })
    void answers_what_it_is_asked(String language, @Nullable String line) throws Exception {
        List<String> words = words(line);
        if (language.equals("process")) {
            need(words.get(0));
        }

        assertThat(answers(language, words)).containsExactly(numbered(1), numbered(2));
    }

    @Test
    void answers_in_webassembly(@TempDir Path built) throws Exception {
        need("clang");
        need("wasm-ld");
        Path module = built.resolve("echo.wasm");
        String clang = "clang --target=wasm32 -O2 -fno-builtin -nostdlib -Wl,--no-entry -o " + module + " "
                + SOURCES.resolve("echo.c");
        Process compiled = new ProcessBuilder(clang.split(" ")).inheritIO().start();
        assertThat(compiled.waitFor()).isZero();

        assertThat(answers("wasm", List.of(module.toString()))).containsExactly(numbered(1), numbered(2));
    }

    @Test
    void another_language_is_refused() {
        assertThatThrownBy(() -> BareEcho.in("cobol", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cobol")
                .hasMessageContaining("groovy");
    }

    private List<Object> answers(String language, List<String> words) {
        vertx.deployVerticle(BareEcho.in(language, words).get()).await();
        return Stream.of(1, 2).map(this::ask).toList();
    }

    private Object ask(int number) {
        return vertx.eventBus()
                .request(BareEcho.ADDRESS, numbered(number))
                .await()
                .body();
    }

    private static JsonObject numbered(int number) {
        return new JsonObject().put("n", number);
    }

    /** The sources where they lie. */
    private static List<String> words(@Nullable String line) {
        return line == null
                ? List.of()
                : Stream.of(line.split(" "))
                        .map(word -> Files.exists(SOURCES.resolve(word))
                                ? SOURCES.resolve(word).toString()
                                : word)
                        .toList();
    }

    private static void need(String tool) throws Exception {
        Process found = new ProcessBuilder("sh", "-c", "command -v " + tool).start();
        boolean isThere = found.waitFor(1, TimeUnit.MINUTES) && found.exitValue() == 0;
        assumeTrue(isThere, tool + " is not installed: its echo is not tried");
    }
}
