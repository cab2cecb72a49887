package io.coppice.language.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.CrashReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code js:} with TypeScript: what is other than in JavaScript. */
class TypeScriptTest {

    private static final JsonObject NONE = new JsonObject();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private GuestTree tree;

    @BeforeEach
    void open() {
        tree = new GuestTree(folder);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    @Test
    void types_are_taken_out_and_modules_in_typescript_are_found() {
        tree.write("shop/main.ts", """
                import { consumer, type Message } from 'coppice';
                import { Order, total, type Priced } from './lib/order.mts';
                const { tax } = require('./lib/tax') as { tax: (net: number) => number };

                abstract class Shop<T extends Priced> {
                  declare readonly unused: T;
                  #sold: number = 0;
                  constructor(private readonly name: string, protected parts?: T[]) {}
                  abstract label(this: Shop<T>): string;
                  sell(item: T): number;
                  sell(item: any): number { return (this.#sold += item!.price as number); }
                  get called(): string { return `${this.name} ${this.#sold}`; }
                }
                class Kiosk extends Shop<Priced> implements Object { override label(): string { return this.called; } }
                const enum Size { Small = 1, Large }
                function first<T>(all: readonly T[]): T | undefined { return all?.[0]; }

                const kiosk = new Kiosk('kiosk');
                consumer('shop', ({ body, reply }: Message<Priced[]>): void => {
                  body.forEach((item: Priced) => kiosk.sell(item));
                  const order = { state: Order.Paid } satisfies { state: Order };
                  reply([kiosk.label(), total(body), tax(total(body)), order.state, Size.Large, first<Priced>(body)]);
                });
                """);
        tree.write("shop/lib/order.mts", """
                export interface Priced { price: number }
                export enum Order { Open = 'open', Paid = 'paid' }
                export const total = (all: Priced[]): number => all.reduce((sum, { price }) => sum + price, 0);
                """);
        tree.write("shop/lib/tax.cts", "exports.tax = (net: number): number => net / 5;\n");
        tree.start("shop", "js:shop/main.ts", NONE);
        JsonObject bread = new JsonObject().put("price", 10);
        assertThat(tree.ask("shop", new JsonArray().add(bread)))
                .isEqualTo(new JsonArray()
                        .add("kiosk 10")
                        .add(10)
                        .add(2)
                        .add("paid")
                        .add(2)
                        .add(bread));
    }

    @Test
    void a_crash_names_the_line_of_the_file_as_it_is_written() {
        tree.write("late.ts", """
                import { consumer } from 'coppice';
                import { boom } from './boom.ts';

                type Request = {
                  times: number;
                };
                interface Nothing {}

                consumer('late', message => boom<Nothing>((message.body as Request).times));
                """);
        tree.write("boom.ts", """
                type Unused =
                  | 'a'
                  | 'b';

                export function boom<T>(
                  times: number,
                ): never {
                  throw new RangeError('as you wish');
                }
                """);
        tree.start("late", "js:late.ts", NONE);
        assertThat(tree.askFails("late", new JsonObject()).failureCode()).isEqualTo(500);
        await().atMost(GuestTree.PATIENCE)
                .untilAsserted(() -> assertThat(tree.crashes())
                        .singleElement()
                        .extracting(CrashReport::stack)
                        .asString()
                        .contains("at boom (")
                        .contains("boom.ts:8", "late.ts:9"));
    }

    @Test
    void a_mistake_fails_the_start_with_file_and_place() {
        tree.write("wrong.ts", "const a: number = 1;\nconst b: = 2;\n");
        assertThat(tree.startFails(tree.spec("wrong", "js:wrong.ts", NONE)))
                .hasMessageContaining("SyntaxError: wrong.ts:2:")
                .hasMessageContaining("Unexpected token");
        tree.write("imports.ts", "import { x } from './wrong.ts';\nexport const y: number = x;\n");
        assertThat(tree.startFails(tree.spec("imports", "js:imports.ts", NONE))).hasMessageContaining("wrong.ts:2:");
    }

    @Test
    void a_file_that_is_too_long_is_refused() {
        tree.write("long.ts", "const x: number = 1;\n".repeat(13_000));
        assertThat(tree.startFails(tree.spec("long", "js:long.ts", NONE)))
                .hasMessageContaining(
                        "long.ts has 273000 characters, and a file of TypeScript at most 262144: make several of it");
    }

    @Test
    void a_file_that_changed_is_compiled_anew() {
        for (int i = 1; i <= 2; i++) {
            tree.write("changing.ts", """
                    import { consumer } from 'coppice';
                    const answer: number = %d;
                    consumer('changing', message => message.reply(answer));
                    """.formatted(i));
            tree.start("changing", "js:changing.ts", NONE);
            assertThat(tree.ask("changing", null)).isEqualTo(i);
            tree.terminate("changing");
        }
    }

    @Test
    void what_was_compiled_is_kept_for_the_next_run_of_the_node() throws Exception {
        JsonObject config = new JsonObject()
                .put(
                        "coppice",
                        new JsonObject().put("data", folder.resolve("data").toString()));
        tree.write("kept.ts", """
                import { consumer } from 'coppice';
                consumer('kept', message => message.reply(1 as number));
                """);
        tree.start("kept", "js:kept.ts", config);
        assertThat(tree.ask("kept", null)).isEqualTo(1);
        Path kept;
        try (var files = Files.list(folder.resolve("data/languages/js"))) {
            kept = files.findFirst().orElseThrow();
        }
        // Another answer shows whether it is what runs.
        String code = Files.readString(kept)
                .lines()
                .skip(1)
                .collect(Collectors.joining("\n"))
                .replace('1', '2');
        Files.writeString(kept, digest(code) + "\n" + code);
        assertThat(askNextRun(config)).isEqualTo(2);
        Files.writeString(kept, digest(code) + "\n" + code.replace('2', '3'));
        assertThat(askNextRun(config)).isEqualTo(1);
    }

    private @Nullable Object askNextRun(JsonObject config) {
        tree.close();
        tree = new GuestTree(folder);
        tree.start("kept", "js:kept.ts", config);
        return tree.ask("kept", null);
    }

    private static String digest(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void what_cannot_be_kept_runs_all_the_same() throws Exception {
        Path data = Files.writeString(folder.resolve("data"), "no folder");
        tree.write("kept.ts", """
                import { consumer } from 'coppice';
                consumer('kept', message => message.reply(1 as number));
                """);
        tree.start(
                "kept", "js:kept.ts", new JsonObject().put("coppice", new JsonObject().put("data", data.toString())));
        assertThat(tree.ask("kept", null)).isEqualTo(1);
    }

    @Test
    void the_folder_is_as_closed_as_for_javascript() throws Exception {
        Path outside = Files.writeString(folder.resolve("secret.ts"), "export const x: number = 1;\n");
        tree.write("closed/main.ts", "import { x } from '" + outside + "';\nexport const y: number = x;\n");
        assertThat(tree.startFails(tree.spec("closed", "js:closed/main.ts", NONE)))
                .hasMessageContaining("outside of");
    }
}
