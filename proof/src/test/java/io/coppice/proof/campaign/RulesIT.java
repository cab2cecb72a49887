package io.coppice.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.byteman.check.TestScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All rules fit the classes of the packaged host: one that does not is passed over in silence by the nodes. */
class RulesIT {

    @Test
    void fit_the_host(@TempDir Path folder) throws Exception {
        List<String> names = Stream.concat(
                        Stream.of(LateWrite.RULES, LoneCopies.RULES),
                        Stream.of(Protection.values()).map(Protection::rules))
                .toList();
        assertThat(Rules.option(folder, names)).isNotEmpty();
        URL byteman = TestScript.class.getProtectionDomain().getCodeSource().getLocation();
        Path lib = Path.of(System.getProperty("coppice.home"), "lib");
        ProcessBuilder check = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(":", Path.of(byteman.toURI()).toString(), lib + "/*", lib + "/cluster/*"),
                        TestScript.class.getName())
                .redirectErrorStream(true)
                .directory(folder.toFile());
        names.forEach(name -> check.command().add(name + ".btm"));
        Process process = check.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said).contains("TestScript: no errors").doesNotContain("WARNING");
    }
}
