package io.coppice.traininglog.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UserNameTest {

    @Test
    void countsCharactersAndNotUnits() {
        assertThat(new UserName("\uD83C\uDFCB".repeat(100)).value()).hasSize(200);
        assertThatThrownBy(() -> new UserName("a".repeat(101)))
                .hasMessage("username must have 1 to 100 characters, not 101");
        assertThatThrownBy(() -> new UserName("")).hasMessage("username must have 1 to 100 characters, not 0");
    }

    @Test
    void refusesWhatWasNotUtf8() {
        assertThatThrownBy(() -> new UserName("a\uFFFD")).hasMessage("username must be UTF-8, percent-encoded");
    }

    @Test
    void isEscapedForAddressesAndPaths() {
        assertThat(new UserName("a.b/c#d \u00fc").escaped()).isEqualTo("a%2Eb%2Fc%23d%20%C3%BC");
    }
}
