package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JVMs are given the compiler for JavaScript, and what becomes of children there. */
class JavaScriptCompilerIT {

    private static final Path PACK =
            Node.COMMAND.resolveSibling("../languages/js").normalize();
    private static final String MODULES = "MODULES=\"java.base jdk.internal.vm.ci jdk.graal.compiler\"";

    @TempDir
    Path folder;

    /** What a JVM is told, of which the file {@code release} has these lines. */
    private List<String> options(String... release) throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.write(folder.resolve("jdk/release"), List.of(release));
        return options(java);
    }

    private static List<String> options(Path java) throws Exception {
        Shell told = Shell.bash(
                PACK, "set -euo pipefail; . jit/jit.bash; jit_options " + java + "; printf '%s\\n' \"${jit[@]}\"");
        assertThat(told.exit()).as(told.err()).isZero();
        assertThat(told.err()).isEmpty();
        return told.out().lines().filter(line -> !line.isEmpty()).toList();
    }

    /** The release that the compiler is of. */
    private static String release() throws IOException {
        try (Stream<Path> files = Files.list(PACK.resolve("jit"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("compiler-"))
                    .map(name -> name.replaceAll("compiler-(.*)\\.jar", "$1"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String version(String version) {
        return "JAVA_VERSION=\"" + version + "\"";
    }

    @Test
    void aJvmOfItsReleaseIsToldOfFilesThatAreThere() throws Exception {
        List<String> options = options(version(release()), MODULES);
        assertThat(options).hasSize(3).contains("-XX:+EnableJVMCI");
        assertThat(options.get(2)).startsWith("--upgrade-module-path=");
        assertThat(options.get(2).replaceFirst(".*?=", "").split(":"))
                .hasSize(4)
                .allSatisfy(jar -> assertThat(PACK.resolve(jar)).exists());
    }

    @Test
    void aLaterPatchIsToldToo() throws Exception {
        assertThat(options(version(release() + "7"), MODULES)).hasSize(3);
    }

    @Test
    void noOtherJvmIs() throws Exception {
        String feature = release().replaceFirst("\\..*", "");
        String interim = release().replaceFirst("\\.[0-9]+$", "");
        assertThat(options(version(feature), MODULES)).isEmpty();
        assertThat(options(version(interim + ".0"), MODULES)).isEmpty();
        assertThat(options(version("17.0.15"), MODULES)).isEmpty();
        assertThat(options(version(Integer.parseInt(feature) + 1 + ".0.3"), MODULES))
                .isEmpty();
        assertThat(options(version(release()), "MODULES=\"java.base\"")).isEmpty();
        assertThat(options("")).isEmpty();
        Files.delete(folder.resolve("jdk/release"));
        assertThat(options(folder.resolve("jdk/bin/java"))).isEmpty();
    }

    @Test
    void anUnknownWishIsRefused() throws Exception {
        Shell run = Shell.bash(Node.ROOT, "COPPICE_JIT=maybe " + Node.COMMAND + " run");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("coppice: COPPICE_JIT is \"maybe\"; it can be auto, on or off");
    }

    private static Optional<Path> fittingJava() throws Exception {
        Path all = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(all)) {
            for (Path home : homes.sorted().toList()) {
                Path java = home.resolve("bin/java");
                if (Files.isExecutable(java) && !options(java).isEmpty()) {
                    return Optional.of(home);
                }
            }
        }
        return Optional.empty();
    }

    private static Shell call(Node node, String address) throws Exception {
        return Shell.coppice("call", address, "30000", "--url", "http://127.0.0.1:" + node.observer);
    }

    @Test
    void aChildIsCompiledAnswersAndIsEndedWhenItHangs() throws Exception {
        Optional<Path> java = fittingJava();
        assumeTrue(
                java.isPresent(), "skipped: a JDK " + release() + " or a later patch of it is needed in /usr/lib/jvm");
        Files.createDirectories(folder.resolve("plugins"));
        Files.writeString(folder.resolve("plugins/sums.js"), """
                import { consumer } from 'coppice';
                consumer('sums', message => {
                  let sum = 0;
                  for (let i = 0; i < 1000 * message.body; i++) sum += i % 7;
                  message.reply(sum);
                });
                consumer('sums.loop', () => {
                  for (;;) try { for (;;); } catch {}
                });
                """);
        Path config = Files.writeString(folder.resolve("host.json"), """
                {"node": "a", "supervisor": {"children": [{"id": "sums", "start": "js:sums.js", "config": {"guest": {"time_limit": 7000}}}]}}
                """);
        try (Node node = Node.on(java.get(), folder, config)) {
            assertThat(node.err()).contains("JavaScript is compiled by GraalVM");
            for (int i = 0; i < 3; i++) {
                assertThat(call(node, "sums").out().strip()).isEqualTo("89999995");
            }
            Shell looped = call(node, "sums.loop");
            assertThat(looped.exit()).isNotZero();
            assertThat(looped.err()).contains("it has run for more than 7000 ms");
            assertThat(call(node, "sums").out().strip()).as(node.err()).isEqualTo("89999995");
        }
    }
}
