package io.coppice.language.wasm;

import io.coppice.language.Frames;
import io.coppice.language.GuestException;
import io.coppice.language.wasm.CompiledModules.Compiled;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.MemorySection;
import run.endive.wasm.types.NameCustomSection;
import run.endive.wasm.types.ValType;

/**
 * An instance of a WebAssembly module: memory of its own, of limited size, and two functions between it and the node.
 *
 * <p>It has WASI without any grant: no file, no argument, no variable of the environment; what it prints is discarded.
 */
final class Module {

    private static final int PAGE = 64 * 1024;
    private static final Pattern FUNCTION = Pattern.compile("func_(\\d+)");

    private final Path file;
    private final WasmModule module;
    private final Instance instance;
    private final ExportFunction alloc;
    private final ExportFunction receive;

    /**
     * Makes one of a compiled file; its initializers are yet to run.
     *
     * @param memory so many bytes at most
     * @param said given what it says
     */
    Module(Path file, Compiled compiled, long memory, Consumer<String> said) {
        this.file = file;
        this.module = compiled.module();
        WasiOptions nothing = WasiOptions.builder()
                .withStdout(OutputStream.nullOutputStream())
                .withStderr(OutputStream.nullOutputStream())
                .build();
        WasiPreview1 wasi = WasiPreview1.builder().withOptions(nothing).build();
        HostFunction tell = new HostFunction(
                "coppice",
                "tell",
                FunctionType.of(List.of(ValType.I32, ValType.I32), List.of()),
                (inner, arguments) -> {
                    said.accept(text(inner.memory(), arguments[0], arguments[1]));
                    return null;
                });
        this.instance = Instance.builder(module)
                .withImportValues(ImportValues.builder()
                        .addFunction(wasi.toHostFunctions())
                        .addFunction(tell)
                        .build())
                .withMemoryLimits(limits(memory))
                .withMachineFactory(compiled.machines())
                .withStart(false)
                .build();
        this.alloc = require("alloc");
        this.receive = require("receive");
    }

    private ExportFunction require(String export) {
        try {
            return instance.export(export);
        } catch (RuntimeException missing) {
            throw new IllegalArgumentException(
                    file + " does not export the function " + export + "; a child has memory, alloc and receive",
                    missing);
        }
    }

    private MemoryLimits limits(long memory) {
        int most = (int) Math.min(memory / PAGE, Memory.RUNTIME_MAX_PAGES);
        MemorySection section = module.memorySection()
                .orElseThrow(() -> new IllegalArgumentException(file + " has no memory of its own"));
        MemoryLimits own = section.getMemory(0).limits();
        if (own.initialPages() > most) {
            throw new IllegalArgumentException(file + " begins with " + own.initialPages() * (long) PAGE
                    + " bytes of memory; config.guest.memory is " + memory);
        }
        return new MemoryLimits(own.initialPages(), Math.min(own.maximumPages(), most));
    }

    private static String text(Memory memory, long address, long length) {
        if (length < 0 || length > Frames.LONGEST) {
            throw new Frames.Violation(
                    "it said something of " + length + " bytes; " + Frames.LONGEST + " are the most");
        }
        return new String(memory.readBytes((int) address, (int) length), StandardCharsets.UTF_8);
    }

    /** Calls the initializer of a library, where there is one. */
    void initialize() {
        if (has("_initialize")) {
            instance.export("_initialize").apply();
        }
    }

    private boolean has(String export) {
        for (int i = 0; i < module.exportSection().exportCount(); i++) {
            if (module.exportSection().getExport(i).name().equals(export)) {
                return true;
            }
        }
        return false;
    }

    /** Gives it something, in memory that it makes for it. */
    void receive(String frame) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        int address = (int) alloc.apply(bytes.length)[0];
        if (address == 0) {
            throw new GuestException("its alloc(" + bytes.length + ") answered 0: it has no memory left", "");
        }
        instance.memory().write(address, bytes);
        receive.apply(address, bytes.length);
    }

    /** The functions of the module on the stack of an exception, by the names that its file has for them. */
    String stackOf(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .map(StackTraceElement::getMethodName)
                .map(FUNCTION::matcher)
                .filter(Matcher::matches)
                .map(matcher ->
                        "    at " + nameOf(Integer.parseInt(matcher.group(1))) + " (" + file.getFileName() + ")")
                .collect(Collectors.joining("\n"));
    }

    private String nameOf(int function) {
        NameCustomSection names = module.nameSection();
        @Nullable String name = names == null ? null : names.nameOfFunction(function);
        return name == null ? "function " + function : name;
    }
}
