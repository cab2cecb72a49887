package io.coppice.language.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A child of the campaign: one in each language, which counts its answers, and crashes when it is told to. */
enum EchoGuest {
    JAVA("java", "java:Echo.java", Crash.THROW),
    GROOVY("groovy", "groovy:echo.groovy", Crash.THROW, Crash.LOOP),
    JAVASCRIPT("js", "js:echo.js", Crash.THROW, Crash.LOOP),
    TYPESCRIPT("ts", "js:echo.ts", Crash.THROW, Crash.LOOP),
    PYTHON("python", "python:echo.py", Crash.THROW, Crash.KILL, Crash.LOOP),
    WASM("wasm", "wasm:echo.wasm", Crash.TRAP, Crash.LOOP),
    PYTHON_FILE("file", "process:echo-file.py", Crash.THROW, Crash.KILL, Crash.LOOP),
    NODE("node", "process:echo.mjs", Crash.THROW, Crash.KILL, Crash.LOOP),
    BASH("bash", "process:echo.sh", Crash.THROW, Crash.KILL, Crash.LOOP),
    SH("sh", "process:echo-plain.sh", Crash.THROW, Crash.KILL, Crash.LOOP);

    /** How a child ends that is not asked to. */
    enum Crash {
        /** A handler throws; in Bash and sh, the program ends. */
        THROW,
        TRAP,
        /** A handler does not come back, until its time limit is over. */
        LOOP,
        /** SIGKILL. */
        KILL
    }

    private static final Path SOURCES = Path.of("src/test/resources/echo");

    /** Its id, and the first of its addresses. */
    private final String address;

    private final String start;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Crash> ways;

    EchoGuest(String address, String start, Crash... ways) {
        this.address = address;
        this.start = start;
        this.ways = List.of(ways);
    }

    String address() {
        return address;
    }

    String start() {
        return start;
    }

    /** In which it can crash. */
    List<Crash> ways() {
        return ways;
    }

    /** Skips the test where a program is missing that one of them needs. */
    static void needTools() {
        List.of("python3", "node", "bash", "clang", "wasm-ld").forEach(Tools::need);
    }

    /** Puts all of them into a plugin folder. */
    static void copyTo(Path folder) throws IOException, InterruptedException {
        for (Path from : List.of(SOURCES, NodeProcessTest.CLIENTS)) {
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    Files.copy(
                            file,
                            folder.resolve(String.valueOf(file.getFileName())),
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Tools.compileWasm(SOURCES.resolve("echo.c"), folder.resolve("echo.wasm"));
    }
}
