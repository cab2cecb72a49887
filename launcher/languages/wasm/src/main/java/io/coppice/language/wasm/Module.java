package io.coppice.language.wasm;

import io.coppice.language.Frames;
import io.coppice.language.GuestException;
import io.coppice.language.wasm.CompiledModules.Compiled;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
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
    private static final String WASI = "wasi_snapshot_preview1";
    private static final String RECEIVE_MESSAGE = "receive_message";
    private static final FunctionType TWO_TEXTS =
            FunctionType.of(List.of(ValType.I32, ValType.I32, ValType.I32, ValType.I32), List.of());
    private static final Pattern FUNCTION = Pattern.compile("func_(\\d+)");

    private final Path file;
    private final WasmModule module;
    private final Instance instance;
    private final ExportFunction alloc;
    private final ExportFunction receive;
    /** Null where it takes messages in frames alone. */
    private final @Nullable ExportFunction receiveMessage;

    /**
     * Makes one of a compiled file; its initializers are yet to run.
     *
     * @param memory so many bytes at most
     * @param said given what it says
     * @param answered given the names of messages, and what it answers them
     */
    Module(Path file, Compiled compiled, long memory, Consumer<String> said, BiConsumer<String, String> answered) {
        this.file = file;
        this.module = compiled.module();
        HostFunction tell = new HostFunction(
                "coppice",
                "tell",
                FunctionType.of(List.of(ValType.I32, ValType.I32), List.of()),
                (inner, arguments) -> {
                    said.accept(text(inner.memory(), arguments[0], arguments[1]));
                    return null;
                });
        HostFunction reply = new HostFunction("coppice", "reply", TWO_TEXTS, (inner, arguments) -> {
            Memory from = inner.memory();
            answered.accept(text(from, arguments[0], arguments[1]), text(from, arguments[2], arguments[3]));
            return null;
        });
        this.instance = Instance.builder(module)
                .withImportValues(ImportValues.builder()
                        .addFunction(wasi())
                        .addFunction(tell)
                        .addFunction(reply)
                        .build())
                .withMemoryLimits(limits(memory))
                .withMachineFactory(compiled.machines())
                .withStart(false)
                .build();
        this.alloc = require("alloc");
        this.receive = require("receive");
        this.receiveMessage = has(RECEIVE_MESSAGE) ? instance.export(RECEIVE_MESSAGE) : null;
    }

    /** None where it imports none of them: there are some fifty, and each instance would have its own. */
    private HostFunction[] wasi() {
        if (module.importSection().stream().noneMatch(each -> each.module().equals(WASI))) {
            return new HostFunction[0];
        }
        WasiOptions nothing = WasiOptions.builder()
                .withStdout(OutputStream.nullOutputStream())
                .withStderr(OutputStream.nullOutputStream())
                .build();
        return WasiPreview1.builder().withOptions(nothing).build().toHostFunctions();
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
        receive.apply(write(bytes), bytes.length);
    }

    /** Whether it takes messages in their parts. */
    boolean takesParts() {
        return receiveMessage != null;
    }

    /** Gives it, where it {@link #takesParts}, a message in its parts, one behind the other and each ended by a zero, as C has its texts. */
    void receive(String address, String replyAddress, String body) {
        byte[] bytes = (address + '\0' + replyAddress + '\0' + body + '\0').getBytes(StandardCharsets.UTF_8);
        int first = write(bytes);
        // Where all are one byte each there are as many as characters; only the address can differ apart from the body.
        int addressLength = bytes.length == address.length() + replyAddress.length() + body.length() + 3
                ? address.length()
                : address.getBytes(StandardCharsets.UTF_8).length;
        int reply = first + addressLength + 1;
        int content = reply + replyAddress.length() + 1;
        Objects.requireNonNull(receiveMessage)
                .apply(first, addressLength, reply, replyAddress.length(), content, first + bytes.length - 1 - content);
    }

    private int write(byte[] bytes) {
        int address = (int) alloc.apply(bytes.length)[0];
        if (address == 0) {
            throw new GuestException("its alloc(" + bytes.length + ") answered 0: it has no memory left", "");
        }
        instance.memory().write(address, bytes);
        return address;
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
