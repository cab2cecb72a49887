package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.MessageMask;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.AbstractMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMaskTest {

    private final MessageMask mask = MessageMask.ofJson();
    private final Vertx vertx = Vertx.vertx();
    private final Masking masking = new Masking(new Reports(vertx, vertx.getOrCreateContext()));

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "Password",
                "user_password",
                "PASSWD",
                "clientSecret",
                "access_token",
                "refresh-token",
                "Authorization",
                "api_key",
                "apiKey",
                "X-API-Key",
                "api.key",
                "credentials",
                "private_key",
                "privateKey",
                "passphrase",
                "pass phrase",
                "PWD",
                "db_pwd",
                "cookie",
                "Set-Cookie"
            })
    void aFieldThatIsCalledSoIsMaskedAtAnyDepthAndOfAnyType(String name) {
        JsonObject body = new JsonObject()
                .put(name, "hunter2")
                .put("in", new JsonArray().add(new JsonObject().put(name, new JsonObject().put("x", 4711))))
                .put("n", 1);
        assertThat(mask.textOf("a", body))
                .isEqualTo("{\"" + name + "\":\"***\",\"in\":[{\"" + name + "\":\"***\"}],\"n\":1}");
    }

    @Test
    void whatIsNotSecretIsWrittenAsJson() {
        JsonObject body = new JsonObject()
                .put("action", "put\n\"x\"\\\u0001")
                .putNull("none")
                .put("list", List.of(1, true, 2.5, Map.of("deep", "x")))
                .put("pass", "on")
                .put("bytes", Buffer.buffer("abc"));
        assertThat(mask.textOf("a", body))
                .isEqualTo("{\"action\":\"put\\n\\\"x\\\"\\\\\\u0001\",\"none\":null,"
                        + "\"list\":[1,true,2.5,{\"deep\":\"x\"}],\"pass\":\"on\",\"bytes\":\"3 bytes\"}");
        assertThat(mask.textOf("a", "text")).isEqualTo("text");
        assertThat(mask.textOf("a", "a token of [thanks]")).isEqualTo("a token of [thanks]");
        assertThat(mask.textOf("a", null)).isEqualTo("null");
        assertThat(mask.textOf("a", Buffer.buffer("abc"))).isEqualTo("3 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"password\":\"hunter2\"}",
                " \n[{\"api.key\": \"hunter2\"}]",
                "{password=hunter2}",
                "\"{\\\"password\\\":\\\"hunter2\\\"}\"",
                "[[\"Cookie\",\"hunter2\"]]"
            })
    void textThatLooksLikeJsonIsMaskedIfItNamesASecret(String text) {
        assertThat(mask.textOf("a", text)).isEqualTo("***");
        assertThat(mask.textOf("a", new JsonObject().put("wrapped", text))).isEqualTo("{\"wrapped\":\"***\"}");
        assertThat(mask.textOf("a", List.of(List.of(text)))).isEqualTo("[[\"***\"]]");
    }

    @Test
    void textThatLooksLikeJsonIsShownIfItNamesNone() {
        assertThat(mask.textOf("a", "{\"id\":1}")).isEqualTo("{\"id\":1}");
        assertThat(mask.textOf("a", new JsonObject().put("wrapped", "{\"id\":1}")))
                .isEqualTo("{\"wrapped\":\"{\\\"id\\\":1}\"}");
        String namedOnlyBehindWhatIsShown = "[" + "x".repeat(Masking.MOST_OF_BODY) + ",{\"password\":\"hunter2\"}]";
        assertThat(masking.textOf("a", namedOnlyBehindWhatIsShown))
                .startsWith("[xxx")
                .doesNotContain("hunter");
    }

    @Test
    void collectionsAreJsonToo() {
        assertThat(mask.textOf("a", Map.of("password", "hunter2"))).isEqualTo("{\"password\":\"***\"}");
        assertThat(mask.textOf("a", List.of(Map.of("token", "hunter2")))).isEqualTo("[{\"token\":\"***\"}]");
        assertThat(mask.textOf("a", Set.of(Map.of("token", "hunter2")))).isEqualTo("[{\"token\":\"***\"}]");
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Cookie", "hunter2");
        assertThat(mask.textOf("a", headers)).isEqualTo("{\"Cookie\":\"***\"}");
    }

    @Test
    void whatFollowsANameInAnArrayIsItsValue() {
        assertThat(mask.textOf(
                        "a",
                        new JsonArray()
                                .add(new JsonArray().add("Authorization").add("Bearer hunter2"))
                                .add(new JsonArray().add("Host").add("localhost"))))
                .isEqualTo("[[\"Authorization\",\"***\"],[\"Host\",\"localhost\"]]");
        assertThat(mask.textOf("a", List.of("Accept", "*", "X-Api-Key", List.of("hunter2"), "Host", "h")))
                .isEqualTo("[\"Accept\",\"*\",\"X-Api-Key\",\"***\",\"Host\",\"h\"]");
        assertThat(mask.textOf("a", List.of("long".repeat(51), "x"))).endsWith(",\"x\"]");
    }

    @Test
    void anApplicationCanNameMore() {
        JsonObject body =
                new JsonObject().put("PIN_code", 1234).put("token", "t").put("id", 1);
        assertThat(MessageMask.ofJson(List.of("pin-code")).textOf("a", body))
                .isEqualTo("{\"PIN_code\":\"***\",\"token\":\"***\",\"id\":1}");
        assertThatThrownBy(() -> MessageMask.ofJson(List.of("-_")))
                .hasMessage("the name of a secret field needs a letter or a digit, and \"-_\" has none");
    }

    @Test
    void cuttingRevealsNothing() {
        JsonObject body = new JsonObject();
        for (int i = 0; i < 30; i++) {
            body.put("password" + i, "hunter2".repeat(100));
        }
        String text = masking.textOf("a", body);
        assertThat(text).hasSize(Masking.MOST_OF_BODY + 3).endsWith("...").doesNotContain("hunter");
    }

    @Test
    void onlyWhatIsShownIsWritten() {
        AtomicInteger seen = new AtomicInteger();
        Map<String, Object> huge = new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                return new java.util.AbstractSet<>() {
                    @Override
                    public Iterator<Entry<String, Object>> iterator() {
                        return IntStream.iterate(0, i -> i + 1)
                                .peek(i -> seen.incrementAndGet())
                                .<Entry<String, Object>>mapToObj(i -> Map.entry("k" + i, "v".repeat(50)))
                                .iterator();
                    }

                    @Override
                    public int size() {
                        return Integer.MAX_VALUE;
                    }
                };
            }
        };
        assertThat(masking.textOf("a", new JsonObject(huge))).hasSize(Masking.MOST_OF_BODY + 3);
        assertThat(seen.get()).isLessThan(10);
        assertThat(mask.textOf("a", new JsonObject().put("s", "x".repeat(1_000_000))))
                .hasSizeLessThan(300);
        JsonArray deep = new JsonArray();
        for (int i = 0; i < 10_000; i++) {
            deep = new JsonArray().add(deep);
        }
        assertThat(masking.textOf("a", deep)).startsWith("[[[[").hasSize(Masking.MOST_OF_BODY + 3);
    }

    @Test
    void aMaskThatFailsShowsNothing() {
        masking.use((address, body) -> {
            throw new IllegalStateException("mask");
        });
        assertThat(masking.textOf("a", "hunter2")).isEqualTo("***");
    }
}
