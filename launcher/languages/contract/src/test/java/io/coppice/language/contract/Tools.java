package io.coppice.language.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The programs that a test needs beside the JVM. */
final class Tools {

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
}
