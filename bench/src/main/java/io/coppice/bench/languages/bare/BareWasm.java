package io.coppice.bench.languages.bare;

import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** A module in WebAssembly, compiled by Endive, in whose memory the message is put as JSON. */
final class BareWasm extends BareEcho {

    private final Path file;
    private @Nullable Instance instance;
    private @Nullable ExportFunction echo;
    private int text;

    BareWasm(Path file) {
        this.file = file;
    }

    @Override
    public Future<?> start() {
        WasmModule module = Parser.parse(file.toFile());
        Instance made = Instance.builder(module)
                .withMachineFactory(MachineFactoryCompiler.compile(module))
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
