package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptorConfigTest {

    @Test
    void hasDefaultsAndLeavesTheHostsOwnKeyAlone() {
        assertThat(AcceptorConfig.of(new JsonObject().put("coppice", new JsonObject())))
                .isEqualTo(new AcceptorConfig(
                        "127.0.0.1", 4040, 10_000, Duration.ofMinutes(5), Duration.ofMinutes(1), 256 * 1024 * 1024));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1"})
    void takesLoopbackAddresses(String host) {
        assertThat(AcceptorConfig.of(new JsonObject().put("host", host)).host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "127.0.0.256", "127.evil.example", "::", "192.168.0.1", ""})
    void refusesAllOtherHosts(String host) {
        assertThatThrownBy(() -> AcceptorConfig.of(new JsonObject().put("host", host)))
                .hasMessage("config: host must be a loopback address such as 127.0.0.1, not " + host
                        + ": the protocol has no authentication");
    }

    @ParameterizedTest
    @CsvSource({"port,-1", "port,65536", "max_connections,0", "idle_timeout,-1", "line_timeout,0", "max_buffered,1000"})
    void namesTheKeyThatIsOutOfRange(String key, int value) {
        assertThatThrownBy(() -> AcceptorConfig.of(new JsonObject().put(key, value)))
                .hasMessageStartingWith("config: " + key + " must be a whole number from ")
                .hasMessageEndingWith(", not " + value);
    }

    @Test
    void namesTheKeyThatIsUnknownOrOfAnotherType() {
        assertThatThrownBy(() -> AcceptorConfig.of(new JsonObject().put("prot", 1)))
                .hasMessage(
                        "config: unknown key \"prot\"; known are host, port, max_connections, idle_timeout, line_timeout, max_buffered");
        assertThatThrownBy(() -> AcceptorConfig.of(new JsonObject().put("port", "x")))
                .hasMessage("config: port must be a whole number from 0 to 65535, not x");
    }
}
