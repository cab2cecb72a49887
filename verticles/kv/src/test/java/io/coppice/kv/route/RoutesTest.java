package io.coppice.kv.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoutesTest {

    @Test
    void a_bucket_is_waited_for_less_long_than_the_sender_waits_for_an_answer() {
        assertThat(Routes.patience(4_000)).isEqualTo(1_700);
        assertThat(Routes.patience(60_000))
                .as("nor longer than for the registry")
                .isEqualTo(1_700);
        assertThat(Routes.patience(1_000)).isEqualTo(250);
        assertThat(Routes.patience(1)).isZero();
    }
}
