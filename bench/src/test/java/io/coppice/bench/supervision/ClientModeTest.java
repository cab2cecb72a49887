package io.coppice.bench.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClientModeTest {

    @Test
    void isNamedInLowerCase() {
        assertThat(ClientMode.of("told")).isEqualTo(ClientMode.TOLD);
        assertThat(ClientMode.of("asking")).isEqualTo(ClientMode.ASKING);
        assertThatThrownBy(() -> ClientMode.of("ASKING")).hasMessage("told or asking, not ASKING");
    }
}
