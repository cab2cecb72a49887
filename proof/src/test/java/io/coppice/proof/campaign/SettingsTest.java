package io.coppice.proof.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    private static Settings of(String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.of(properties);
    }

    @Test
    void what_is_not_given_or_empty_has_a_default() {
        Settings settings = of("campaign.seed", "", "java.home", "/");
        assertThat(settings.faults()).containsExactly(Fault.KILL);
        assertThat(settings.rounds()).isEqualTo(10);
        assertThat(settings.nodeNames()).containsExactly("a", "b", "c");
        assertThat(settings.without()).isEmpty();
    }

    @Test
    void takes_what_is_given() {
        Settings settings = of(
                "campaign.seed", "5",
                "campaign.faults", "kill,double, stop",
                "campaign.nodes", "4",
                "campaign.without", "indeterminate",
                "campaign.plot", "a.svg");
        assertThat(settings.seed()).isEqualTo(5);
        assertThat(settings.faults()).containsExactly(Fault.KILL, Fault.DOUBLE, Fault.STOP);
        assertThat(settings.nodeNames()).containsExactly("a", "b", "c", "d");
        assertThat(settings.without()).contains(Protection.INDETERMINATE);
        assertThat(settings.plot()).contains(Path.of("a.svg"));
    }

    @Test
    void says_what_is_wrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("campaign.rounds", "many"))
                .withMessage("rounds has to be a number, not many");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("campaign.faults", "kil"))
                .withMessageStartingWith("kil is none of [none, kill, double,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("campaign.sede", "1"))
                .withMessageStartingWith("[campaign.sede] are unknown");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("campaign.nodes", "2"))
                .withMessageStartingWith("there have to be 3 to 9 nodes");
    }

    @Test
    void every_protection_has_its_rules(@TempDir Path folder) throws Exception {
        for (Protection protection : Protection.values()) {
            String option = Rules.option(folder, List.of(protection.rules(), LateWrite.RULES));
            assertThat(option).matches("-javaagent:.*byteman.*\\.jar=script:.*\\.btm,script:.*hold\\.btm");
            assertThat(folder.resolve(protection.rules() + ".btm")).content().contains("\"" + protection.sign() + "\"");
        }
    }
}
