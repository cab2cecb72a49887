package io.coppice.component.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.config.ComponentConfig;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSettingsTest {

    private static WebSettings of(String host) {
        return WebSettings.of(new ComponentConfig(new JsonObject().put("host", host), WebSettings.KEYS), 4000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "::1", "127.0.0.1", "127.255.249.100", "127.9.10.99"})
    void aLoopbackAddressIsTaken(String host) {
        assertThat(of(host).host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.999.0.1", "127.0.0.256", "127.0.0.01", "127.1", "127.0.0.1.example", "128.0.0.1", "::2"})
    void anythingElseIsRefused(String host) {
        assertThatThrownBy(() -> of(host)).hasMessageContaining("must be a loopback address");
    }
}
