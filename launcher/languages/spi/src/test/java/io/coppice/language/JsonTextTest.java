package io.coppice.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    private static final List<String> TEXTS = List.of(
            "",
            "n",
            "name",
            "with space",
            "\"",
            "\\",
            "\n",
            "\u0001",
            "é",
            "\u2028",
            "\ud83c\udf33",
            "\ud83c",
            "/",
            "\u007f");

    private final Random random = new Random(1);

    @Test
    void readsAndWritesAnyValueAsVertxDoes() {
        for (int i = 0; i < 20_000; i++) {
            Object value = value(4);
            String text = Json.encode(value);
            assertThat(JsonText.encode(value)).isEqualTo(text);
            assertThat(JsonText.decode(text)).as(text).isEqualTo(Json.decodeValue(text));
        }
    }

    private @Nullable Object value(int deeper) {
        return switch (random.nextInt(deeper == 0 ? 8 : 12)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> random.nextLong() >> random.nextInt(64);
            case 4 -> random.nextGaussian();
            case 5 -> random.nextInt(3) - 1;
            case 6, 7 -> text();
            case 8, 9 -> object(deeper - 1);
            case 10 -> object(deeper - 1).getMap();
            default -> array(deeper - 1);
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private JsonObject object(int deeper) {
        JsonObject object = new JsonObject();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put(text(), value(deeper));
        }
        return object;
    }

    private Object array(int deeper) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(deeper));
        }
        return random.nextBoolean() ? list : new JsonArray(list);
    }

    /** Each text with one character changed, taken out or put in: so most are no JSON. */
    @Test
    void readsAndRefusesAnyTextAsVertxDoes() {
        String characters = "{}[]\",:\\ \t\n0123-+.eEtrufalsn/*x\u0000\u0001é";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder changed = new StringBuilder(Json.encode(value(3)));
            int at = random.nextInt(changed.length() + 1);
            char other = characters.charAt(random.nextInt(characters.length()));
            if (random.nextBoolean()) {
                changed.insert(at, other);
            } else if (at < changed.length()) {
                changed.setCharAt(at, other);
            }
            assertSame(changed.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "-0",
                "00",
                "01",
                "1.",
                "1.5",
                "1e3",
                "2147483648",
                "-2147483648",
                "-2147483649",
                "9223372036854775807",
                "9223372036854775808",
                "999999999999999999",
                "1000000000000000000",
                "nul",
                "nulll",
                "true false",
                "[1,]",
                "[,1]",
                "[]",
                "[ ]",
                "{ }",
                "{,}",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{\"a\"1}",
                "{a:1}",
                "[1 2]",
                "[",
                "{",
                "\"",
                "\"a",
                "{\"a\":",
                " { \"a\" : [ 1 , null ] } ",
                "{}/**/",
                "{}}",
                "1 ",
                "\u0000",
                "{}\u0000",
                "\ufeff{}"
            })
    void readsAsVertxDoesWhatIsNearlyPlain(String text) {
        assertSame(text);
    }

    private static void assertSame(String text) {
        Object expected;
        try {
            expected = Json.decodeValue(text);
        } catch (DecodeException wrong) {
            assertThatThrownBy(() -> JsonText.decode(text)).as(text).isInstanceOf(DecodeException.class);
            return;
        }
        assertThat(JsonText.decode(text)).as(text).isEqualTo(expected);
        if (expected != null) {
            assertThat(JsonText.decode(text)).as(text).hasSameClassAs(expected);
        }
    }

    @Test
    void leavesToVertxWhatOnlyVertxCanWrite() {
        for (Object value : Arrays.asList(
                Instant.EPOCH,
                Buffer.buffer("bytes"),
                new byte[] {1},
                1.5f,
                (short) 1,
                Map.of("at", Instant.EPOCH),
                Double.NaN)) {
            assertThat(JsonText.encode(value)).isEqualTo(Json.encode(value));
        }
        assertThatThrownBy(() -> JsonText.encode(new Object())).isInstanceOf(EncodeException.class);
    }

    @Test
    void addsToAText() {
        StringBuilder text = new StringBuilder("before");
        JsonText.append(text, new JsonObject().put("plain", 1).put("not", "\n"));
        assertThat(text).hasToString("before{\"plain\":1,\"not\":\"\\n\"}");
    }

    @Test
    void readsAndWritesWhatIsNestedDeeply() {
        String deep = "[".repeat(500) + "]".repeat(500);
        assertThat(JsonText.encode(JsonText.decode(deep))).isEqualTo(deep);
    }
}
