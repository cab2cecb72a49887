package io.coppice.counter.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebServerTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        RunningCounters.get(vertx.close());
    }

    private void refuses(JsonObject config, String why) {
        assertThatThrownBy(() -> RunningCounters.get(
                        vertx.deployVerticle(new WebServer(), new DeploymentOptions().setConfig(config))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{} | \"counters\" must be a list of 1 to 100 different texts, none empty, not null",
                "{\"counters\": \"permanent\"} | \"counters\" must be a list of 1 to 100 different texts, none empty, not permanent",
                "{\"counters\": []} | \"counters\" must be a list",
                "{\"counters\": [\"a\", \"\"]} | \"counters\" must be a list",
                "{\"counters\": [\"a\", 1]} | \"counters\" must be a list",
                "{\"counters\": [\"a\", \"a\"]} | not [\"a\",\"a\"]",
                "{\"counters\": [\"a\"], \"timeout\": 0} | \"timeout\" must be a whole number from 1 to 60000, not 0",
                "{\"counters\": [\"a\"], \"host\": \"0.0.0.0\"} | \"host\" must be a loopback address",
                "{\"counter\": [\"a\"]} | config has no \"counter\", only [host, port, max_connections, counters, timeout]"
            })
    void aWrongConfigurationFailsTheStartAndIsNamed(String config, String why) {
        refuses(new JsonObject(config), why);
    }

    @Test
    void thereAreNoMoreThanAHundredCounters() {
        JsonArray names = new JsonArray();
        IntStream.range(0, 100).forEach(i -> names.add("counter-" + i));
        // What is right gets as far as the next thing that it needs.
        assertThatThrownBy(() -> RunningCounters.get(vertx.deployVerticle(
                        new WebServer(), new DeploymentOptions().setConfig(new JsonObject().put("counters", names)))))
                .hasMessage("it needs a supervisor");
        refuses(
                new JsonObject().put("counters", names.copy().add("one more")),
                "\"counters\" must be a list of 1 to 100");
    }
}
