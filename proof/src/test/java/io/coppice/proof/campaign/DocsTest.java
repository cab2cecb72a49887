package io.coppice.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/proof.md tells to type is understood. */
class DocsTest {

    private static final Path ROOT = Path.of("..");

    /** Handed on under its own name. */
    private static final String OPTION = "<argument>-Dcampaign\\.([a-z]+)=\\$\\{\\1\\}</argument>";

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static Set<String> found(String regex, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(regex, Pattern.MULTILINE).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void every_command_is_one_of_the_profile() throws Exception {
        List<String> commands = text("docs/proof.md")
                .lines()
                .filter(line -> line.startsWith("mvn "))
                .toList();
        assertThat(commands).hasSizeGreaterThan(4);
        String pom = text("proof/pom.xml");
        Set<String> passedOn = found(OPTION, pom);
        for (String command : commands) {
            assertThat(command)
                    .startsWith(
                            "mvn -q -Dquick -DskipTests -Pcampaign-cluster -pl distribution,proof -am verify -Dseed=");
            Properties properties = new Properties();
            for (String option : command.substring(command.indexOf("-Dseed")).split(" ", -1)) {
                String[] nameAndValue = option.substring(2).split("=", -1);
                assertThat(passedOn).contains(nameAndValue[0]);
                properties.setProperty("campaign." + nameAndValue[0], nameAndValue[1]);
            }
            assertThat(Settings.of(properties).rounds()).isPositive();
        }
        assertThat(pom).contains("<id>campaign-cluster</id>");
    }

    @Test
    void every_option_and_every_fault_is_told_of() throws Exception {
        String text = text("docs/proof.md");
        assertThat(found(OPTION, text("proof/pom.xml")))
                .hasSizeGreaterThan(8)
                .allSatisfy(option -> assertThat(text).contains("`" + option + "`"));
        assertThat(Fault.values())
                .allSatisfy(
                        fault -> assertThat(text).contains("| `" + fault.name().toLowerCase(Locale.ROOT) + "` |"));
        assertThat(Protection.values())
                .allSatisfy(each ->
                        assertThat(text).contains("-Dwithout=" + each.name().toLowerCase(Locale.ROOT)));
    }
}
