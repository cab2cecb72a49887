package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code wasm:}, with guests in C. */
class WasmTest extends InProcessContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path built;

    @BeforeAll
    static void needs() throws Exception {
        Tools.need("clang");
        Tools.need("wasm-ld");
        Tools.compileWasm(GUESTS.resolve("guest.c"), built.resolve("guest.wasm"));
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
        Tools.compileWasm(tree.write(name + ".c", text), built.resolve(name + ".wasm"));
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
    void what_reaches_beyond_its_memory_is_a_crash() throws Exception {
        String start = program("reaches", """
                #include "coppice.h"
                __attribute__((import_module("coppice"), import_name("tell"))) void raw_tell(int address, int size);
                static int deeper(volatile int *from) { volatile int here = *from + 1; return deeper(&here) + here; }
                void on_start(const char *config) { coppice_consumer("reaches"); coppice_ready(); }
                void on_message(const char *address, const char *reply, const char *body) {
                  volatile char *far = (char *)0xfffffff0u;
                  volatile int zero = 0;
                  if (body[1] == 'r') zero = *far;
                  if (body[1] == 'w') *far = 1;
                  if (body[1] == 't') raw_tell(0x7ffffff0, 100);
                  if (body[1] == 'n') raw_tell(0, -1);
                  if (body[1] == 'l') raw_tell(0, 0x7fffffff);
                  if (body[1] == 's') zero = deeper(&zero);
                  coppice_reply(reply, zero ? "1" : "2");
                }
                """ + REST);
        tree.start("reaches", start, new JsonObject());
        assertThat(tree.ask("reaches", "ok")).isEqualTo(2);
        for (String what : List.of("r", "w", "t", "n", "l", "s")) {
            assertThat(tree.askFails("reaches", what).failureCode()).as(what).isEqualTo(Supervision.CRASHED);
            await().atMost(GuestTree.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> Integer.valueOf(2).equals(tree.ask("reaches", "ok")));
        }
    }

    @Test
    void wasi_shows_no_file_no_variable_and_no_argument() throws Exception {
        String start = program("wasi", """
                #include "coppice.h"
                #define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
                WASI(environ_sizes_get) int environ_sizes(int *count, int *size);
                WASI(args_sizes_get) int args_sizes(int *count, int *size);
                WASI(fd_prestat_get) int prestat(int fd, void *into);
                WASI(path_open) int path_open(int fd, int flags, const char *path, int length, int oflags,
                                              long long rights, long long inheriting, int fdflags, int *opened);
                void on_start(const char *config) { coppice_consumer("wasi"); coppice_ready(); }
                void on_message(const char *address, const char *reply, const char *body) {
                  int variables = -1, arguments = -1, size, opened = -1;
                  char into[16];
                  environ_sizes(&variables, &size);
                  args_sizes(&arguments, &size);
                  int leaks = variables != 0 || arguments != 0;
                  for (int fd = 0; fd < 10; fd++) {
                    leaks |= prestat(fd, into) == 0;
                    leaks |= path_open(fd, 0, "etc/passwd", 10, 0, -1, -1, 0, &opened) == 0;
                  }
                  coppice_reply(reply, leaks ? "\\"leaks\\"" : "\\"tight\\"");
                }
                """ + REST);
        tree.start("wasi", start, new JsonObject());
        assertThat(tree.ask("wasi", null)).isEqualTo("tight");
    }

    @Test
    void the_guest_of_the_guide_in_assemblyscript_greets() throws Exception {
        Tools.need("asc");
        Matcher matcher = Pattern.compile(
                        "(?ms)^```typescript\\n(.*?)^```$.*?`asc greeter.ts --outFile greeter.wasm (.*?)`")
                .matcher(Files.readString(Path.of("../../../docs/languages.md")));
        assertThat(matcher.find()).isTrue();
        Path source = tree.write("greeter.ts", matcher.group(1));
        List<String> command = new ArrayList<>(List.of("asc", source.toString(), "--outFile", built + "/as.wasm"));
        command.addAll(List.of(matcher.group(2).split(" ")));
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        tree.copy(built.resolve("as.wasm"));
        tree.start("as", "wasm:as.wasm", new JsonObject().put("greeting", "hello"));
        assertThat(tree.ask("greeter", new JsonObject().put("name", "\u00c4nn")))
                .isEqualTo(new JsonObject().put("text", "hello, \u00c4nn"));
    }

    @Test
    void a_file_of_the_node_cannot_be_opened_by_wasi() throws Exception {
        String start = program("opens", """
                #include "coppice.h"
                #define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))
                WASI("path_open") int path_open(int, int, const char *, int, int, long long, long long, int, int *);
                WASI("environ_sizes_get") int environ_sizes_get(int *, int *);
                void on_start(const char *config) { coppice_consumer("open"); coppice_ready(); }
                void on_message(const char *address, const char *reply, const char *body) {
                  int file, variables = 7, bytes = 7, refused = 1;
                  for (int folder = 0; folder < 10; folder++)
                    if (!path_open(folder, 0, "etc/passwd", 10, 0, 2, 0, 0, &file)) refused = 0;
                  environ_sizes_get(&variables, &bytes);
                  coppice_reply(reply, refused && variables == 0 ? "true" : "false");
                }
                """ + REST);
        tree.start("opens", start, new JsonObject());
        assertThat(tree.ask("open", null)).isEqualTo(true);
    }

    /** The beginning of a child that knows no client: `told` and the rest are its own. */
    private static final String BY_HAND = """
            #define EXPORT(name) __attribute__((export_name(#name)))
            #define IMPORT(name) __attribute__((import_module("coppice"), import_name(#name)))
            IMPORT(tell) void tell(const char *text, int size);
            IMPORT(reply) void reply(const char *to, int to_size, const char *body, int size);
            static char in[1000];
            static int size_of(const char *text) { int n = 0; while (text[n]) n++; return n; }
            static void say(const char *text) { tell(text, size_of(text)); }
            static void message(void);
            EXPORT(alloc) char *alloc(int size) { return size < 1000 ? in : 0; }
            EXPORT(receive) void receive(char *frame, int size) {
              if (frame[9] == 's') {
                say("{\\"type\\":\\"register\\",\\"address\\":\\"h\u00e4nd\\"}");
                say("{\\"type\\":\\"ready\\"}");
              } else if (frame[9] == 'm') message();
            }
            """;

    /** Any that was compiled with an older client. */
    @Test
    void a_child_that_takes_frames_alone_is_given_frames() throws Exception {
        String start = program("frames", BY_HAND + """
                static void message(void) { say("{\\"type\\":\\"send\\",\\"address\\":\\"@1\\",\\"body\\":\\"framed\\"}"); }
                """);
        tree.start(tree.spec("frames", start, new JsonObject(), List.of("h\u00e4nd")));
        assertThat(tree.ask("h\u00e4nd", null)).isEqualTo("framed");
    }

    @Test
    void a_message_comes_with_its_texts_and_their_sizes() throws Exception {
        String start = program("parts", BY_HAND + """
                EXPORT(receive_message) void in_parts(const char *at, int a, const char *to, int t, const char *body, int b) {
                  int is_right = a == size_of(at) && t == size_of(to) && b == size_of(body);
                  reply(to, t, is_right ? body : "false", is_right ? b : 5);
                }
                static void message(void) { reply("@3", 2, "\\"framed\\"", 8); }
                """);
        tree.start(tree.spec("parts", start, new JsonObject(), List.of("h\u00e4nd")));
        assertThat(tree.ask("h\u00e4nd", "b\u00f6dy \ud83c\udf33")).isEqualTo("b\u00f6dy \ud83c\udf33");
        assertThat(tree.request("h\u00e4nd", null).map(Message::body).await()).isNull();
        DeliveryOptions headed = new DeliveryOptions().addHeader("of", "the test");
        assertThat(tree.vertx
                        .eventBus()
                        .request("h\u00e4nd", 1, headed)
                        .map(Message::body)
                        .await())
                .isEqualTo("framed");
    }

    @Test
    void the_longest_message_has_room_in_the_memory_for_it() throws Exception {
        String start = program("long", """
                #include "coppice.h"
                void on_start(const char *config) { coppice_consumer("long"); coppice_ready(); }
                void on_message(const char *address, const char *reply, const char *body) { coppice_reply(reply, "true"); }
                """ + REST);
        tree.start("long", start, new JsonObject());
        int taken = 0;
        for (int length = 1024 * 1024 - 100; length < 1024 * 1024; length++) {
            if (tree.request("long", "x".repeat(length))
                    .map(true)
                    .recover(WasmTest::refused)
                    .await()) {
                taken++;
            }
        }
        assertThat(taken).isBetween(1, 99);
    }

    private static Future<Boolean> refused(Throwable cause) {
        return cause instanceof ReplyException refusal && refusal.failureCode() == Supervision.BAD_REQUEST
                ? Future.succeededFuture(false)
                : Future.failedFuture(cause);
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
