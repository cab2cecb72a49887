package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code wasm:}, with guests in C. */
class WasmTest extends LanguageContract {

    private static final Path SDK = Path.of("../wasm/src/main/resources/sdk");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path built;

    @BeforeAll
    static void needs() throws Exception {
        Tools.need("clang");
        Tools.need("wasm-ld");
        compile(GUESTS.resolve("guest.c"), "guest.wasm");
    }

    private static void compile(Path source, String target) throws IOException, InterruptedException {
        Process clang = new ProcessBuilder(
                        "clang",
                        "--target=wasm32",
                        "-O2",
                        "-nostdlib",
                        "-Wl,--no-entry",
                        "-I",
                        SDK.toString(),
                        "-o",
                        built.resolve(target).toString(),
                        source.toString())
                .inheritIO()
                .start();
        assertEquals(0, clang.waitFor());
    }

    @Override
    String guest() {
        tree.copy(built.resolve("guest.wasm"));
        return "wasm:guest.wasm";
    }

    @Override
    String error() {
        return "Trapped on unreachable instruction";
    }

    @Override
    String frameOfCrash() {
        return "at boom (guest.wasm)";
    }

    private String program(String name, String text) throws Exception {
        compile(tree.write(name + ".c", text), name + ".wasm");
        tree.copy(built.resolve(name + ".wasm"));
        return "wasm:" + name + ".wasm";
    }

    private static final String REST = """
            void on_reply(const char *name, const char *body, const char *failure) {}
            void on_stop(void) {}
            """;

    @Test
    void memory_beyond_its_limit_is_refused() throws Exception {
        String start = program("grows", """
                #include "coppice.h"
                void on_start(const char *config) { coppice_consumer("grow"); coppice_ready(); }
                void on_message(const char *address, const char *reply, const char *body) {
                  int grown = 0;
                  while ((int)__builtin_wasm_memory_grow(0, 16) >= 0) grown++;
                  coppice_reply(reply, grown == 16 ? "true" : "false");
                }
                """ + REST);
        // 2 MB and some more of its own, for what it is told and says, and 16 times 1 MB to grow.
        JsonObject most = new JsonObject().put("guest", new JsonObject().put("memory", 19 * 1024 * 1024));
        tree.start("grows", start, most);
        assertThat(tree.ask("grow", null)).isEqualTo(true);
        JsonObject little = new JsonObject().put("guest", new JsonObject().put("memory", 65536));
        assertThat(tree.startFails(tree.spec("little", start, little)))
                .hasMessageContaining("bytes of memory; config.guest.memory is 65536");
    }

    @Test
    void what_a_child_has_to_have_is_named() throws Exception {
        String start =
                program("bare", "__attribute__((export_name(\"alloc\"))) int alloc(int size) { return size; }\n");
        assertThat(tree.startFails(tree.spec("bare", start, new JsonObject())))
                .hasMessageContaining("does not export the function receive");
        String wants = program("wants", """
                #include "coppice.h"
                __attribute__((import_module("env"), import_name("open"))) int open_file(void);
                void on_start(const char *config) { open_file(); }
                void on_message(const char *address, const char *reply, const char *body) {}
                """ + REST);
        assertThat(tree.startFails(tree.spec("wants", wants, new JsonObject()))).hasMessageContaining("open");
        tree.write("junk.wasm", "not wasm");
        assertThat(tree.startFails(tree.spec("junk", "wasm:junk.wasm", new JsonObject())))
                .hasMessageContaining("magic");
    }

    @Test
    void a_start_that_loops_is_ended() throws Exception {
        String start = program("loops", """
                #include "coppice.h"
                void on_start(const char *config) { for (volatile int i = 0;; i++); }
                void on_message(const char *address, const char *reply, const char *body) {}
                """ + REST);
        JsonObject limited = new JsonObject().put("guest", new JsonObject().put("time_limit", 500));
        assertThat(tree.startFails(tree.spec("loops", start, limited)))
                .hasMessageContaining("it has run for more than 500 ms");
    }
}
