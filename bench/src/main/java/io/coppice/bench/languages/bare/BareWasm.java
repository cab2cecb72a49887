package io.coppice.bench.languages.bare;

import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** A module in WebAssembly, compiled by Endive, in whose memory the message is put as JSON. */
final class BareWasm extends BareEcho {

    private final AtomicReference<@Nullable Compiled> compiled;
    private final Path file;
    private @Nullable Instance instance;
    private @Nullable ExportFunction echo;
    private int text;

    private record Compiled(WasmModule module, Function<Instance, Machine> machine) {}

    private BareWasm(Path file, AtomicReference<@Nullable Compiled> compiled) {
        this.file = file;
        this.compiled = compiled;
    }

    /** Those that share what is compiled. */
    static Supplier<BareEcho> of(Path file) {
        AtomicReference<@Nullable Compiled> compiled = new AtomicReference<>();
        return () -> new BareWasm(file, compiled);
    }

    private Compiled compile() {
        WasmModule module = Parser.parse(file.toFile());
        return new Compiled(module, MachineFactoryCompiler.compile(module));
    }

    @Override
    public Future<?> start() {
        Compiled shared = compiled.updateAndGet(known -> known == null ? compile() : known);
        Instance made = Instance.builder(shared.module())
                .withMachineFactory(shared.machine())
                .build();
        instance = made;
        echo = made.export("echo");
        text = (int) made.export("text").apply()[0];
        return vertx.eventBus().<JsonObject>consumer(ADDRESS, this::handle).completion();
    }

    private void handle(Message<JsonObject> message) {
        if (instance == null || echo == null) {
            throw new IllegalStateException("not started");
        }
        byte[] body = message.body().encode().getBytes(StandardCharsets.UTF_8);
        instance.memory().write(text, body);
        int answer = (int) echo.apply(body.length)[0];
        message.reply(new JsonObject(instance.memory().readString(answer, body.length)));
    }
}
