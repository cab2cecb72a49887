package io.coppice.component.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComponentConfigTest {

    private static ComponentConfig config(JsonObject json) {
        return new ComponentConfig(json, List.of("size", "host"));
    }

    @Test
    void readsWhatIsThereAndWhatTheHostAdds() {
        ComponentConfig config = config(new JsonObject()
                .put("size", 3)
                .put("host", "h")
                .put("coppice", new JsonObject().put("data", "/d").put("node", "a")));

        assertThat(config.whole("size", 1, 1, 9)).isEqualTo(3);
        assertThat(config.text("host")).contains("h");
        assertThat(config.dataFolder()).contains("/d");
    }

    @Test
    void hasDefaults() {
        ComponentConfig config = config(new JsonObject());

        assertThat(config.whole("size", 7, 1, 9)).isEqualTo(7);
        assertThat(config.text("host")).isEmpty();
        assertThat(config.dataFolder()).isEmpty();
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> config(new JsonObject().put("sise", 1)))
                .hasMessage("config has no \"sise\", only [size, host]");
        assertThatThrownBy(() -> config(new JsonObject().put("size", 10)).whole("size", 1, 1, 9))
                .hasMessage("\"size\" must be a whole number from 1 to 9, not 10");
        assertThatThrownBy(() -> config(new JsonObject().put("size", "3")).whole("size", 1, 1, 9))
                .hasMessage("\"size\" must be a whole number from 1 to 9, not 3");
        assertThatThrownBy(() -> config(new JsonObject().put("host", 1)).text("host"))
                .hasMessage("\"host\" must be a text, not 1");
    }

    @Test
    void readsListsOfObjects() {
        JsonObject list = new JsonObject().put("size", new JsonArray().add(new JsonObject().put("name", "a")));

        assertThat(config(list).objects("size", List.of("name"), 2).get(0).text("name"))
                .contains("a");
        assertThat(config(new JsonObject()).objects("size", List.of("name"), 2)).isEmpty();
        assertThatThrownBy(() -> config(list).objects("size", List.of("name"), 0))
                .hasMessage("config wants \"size\", a list of at most 0 objects with [name]");
        assertThatThrownBy(() -> config(new JsonObject().put("size", 1)).objects("size", List.of("name"), 2))
                .hasMessage("config wants \"size\", a list of at most 2 objects with [name]");
        assertThatThrownBy(() -> config(list).objects("size", List.of("nam"), 2))
                .hasMessage("config.size[0] has no \"name\", only [nam]");
    }

    @Test
    void readsListsOfDifferentTexts() {
        assertThat(config(new JsonObject("{\"host\":[\"b\",\"a\"]}")).texts("host", 2))
                .containsExactly("b", "a");
        for (String wrong : List.of("null", "\"a\"", "[]", "[\"\"]", "[\" \"]", "[1]", "[null]", "[\"a\",\"a\"]")) {
            assertThatThrownBy(() ->
                            config(new JsonObject("{\"host\":" + wrong + "}")).texts("host", 2))
                    .as(wrong)
                    .hasMessageStartingWith("\"host\" must be a list of 1 to 2 different texts, none empty, not ");
        }
        assertThatThrownBy(() ->
                        config(new JsonObject("{\"host\":[\"a\",\"b\",\"c\"]}")).texts("host", 2))
                .hasMessageEndingWith("not [\"a\",\"b\",\"c\"]");
    }

    @Test
    void anEmptyTextMayBeNone() {
        assertThat(config(new JsonObject().put("host", "")).textUnlessEmpty("host"))
                .isEmpty();
        assertThat(config(new JsonObject().put("host", "h")).textUnlessEmpty("host"))
                .contains("h");
        assertThatThrownBy(() -> config(new JsonObject().put("host", " ")).textUnlessEmpty("host"))
                .hasMessageContaining("\"host\" must be a text");
    }
}
