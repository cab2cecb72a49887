package io.coppice.language.wasm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** The modules that were compiled last, by their bytes: a child that starts again is up at once. For any thread. */
final class CompiledModules {

    private static final int MOST_KEPT = 10;

    private final Map<ByteBuffer, Compiled> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Compiled> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /**
     * A module and its code, of which any number of instances may be made.
     *
     * @param machines makes what runs the code for an instance
     */
    record Compiled(WasmModule module, Function<Instance, Machine> machines) {}

    /** What a file has now. */
    synchronized Compiled get(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return known.computeIfAbsent(ByteBuffer.wrap(bytes), unknown -> compile(bytes));
    }

    private static Compiled compile(byte[] bytes) {
        WasmModule module = Parser.parse(bytes);
        return new Compiled(module, MachineFactoryCompiler.compile(module));
    }
}
