package io.coppice.language.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The programs that a test needs beside the JVM. */
final class Tools {

    private static final Path SDK = Path.of("../wasm/src/main/resources/sdk");

    private Tools() {}

    /** Skips the test, saying so, where one is missing. */
    static void need(String program) {
        String path = System.getenv("PATH");
        assumeTrue(
                path != null
                        && Arrays.stream(path.split(":", -1))
                                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
                "skipped: " + program + " is needed");
    }

    /** Compiles a guest in C, with the client of one file for it. */
    static void compileWasm(Path source, Path target) throws IOException, InterruptedException {
        Process clang = new ProcessBuilder(
                        "clang",
                        "--target=wasm32",
                        "-O2",
                        "-nostdlib",
                        "-Wl,--no-entry",
                        "-I",
                        SDK.toString(),
                        "-o",
                        target.toString(),
                        source.toString())
                .inheritIO()
                .start();
        assertEquals(0, clang.waitFor());
    }
}
