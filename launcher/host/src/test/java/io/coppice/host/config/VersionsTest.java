package io.coppice.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {

    @Test
    void versions_are_ordered_as_semver_says() {
        List<String> inOrder = List.of(
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.1",
                "1.2.0",
                "1.10.0",
                "2.0.0");
        List<SemVer> versions =
                inOrder.stream().map(text -> SemVer.of(text).orElseThrow()).toList();
        assertThat(versions).isSorted();
        assertThat(versions).extracting(SemVer::toString).isEqualTo(inOrder);
        assertThat(SemVer.of("1.0.0+linux")).isEqualTo(SemVer.of("1.0.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.2", "01.2.3", "1.2.3-", "v1.2.3", "1.2.3.4"})
    void what_is_no_version_is_refused(String text) {
        assertThat(SemVer.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*, 0.0.1, true",
        "1.2.3, 1.2.3, true",
        "1.2.3, 1.2.4, false",
        "^1.2, 1.9.0, true",
        "^1.2, 1.1.9, false",
        "^1.2, 2.0.0, false",
        "^1.2, 2.0.0-rc.1, false",
        "^0.1, 0.1.7, true",
        "^0.1, 0.2.0, false",
        "~1.2.3, 1.2.9, true",
        "~1.2.3, 1.3.0, false",
        ">=1.2 <3, 2.9.9, true",
        ">=1.2 <3, 3.0.0, false",
        ">1, 1.0.0, false",
        "<=1, 1.0.0, true"
    })
    void a_range_has_these(String range, String version, boolean isIn) {
        assertThat(VersionRange.of(range).orElseThrow().has(SemVer.of(version).orElseThrow()))
                .isEqualTo(isIn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "1.2.3.4", ">=", "^1 or 2"})
    void what_is_no_range_is_refused(String text) {
        assertThat(VersionRange.of(text)).isEmpty();
    }
}
