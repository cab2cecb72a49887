package io.coppice.kv.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.tcp.Request;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns; Redis's own answers to them are compared in RedisOracleIT. */
class GlobTest {

    private static boolean matches(String pattern, String text) {
        return new Glob(Request.ascii(pattern)).matches(Request.ascii(text));
    }

    @ParameterizedTest
    @CsvSource({
        "h?llo, hello, true",
        "h?llo, hllo, false",
        "h*llo, heeeello, true",
        "h*llo, hllo, true",
        "h[ae]llo, hallo, true",
        "h[ae]llo, hillo, false",
        "h[^e]llo, hallo, true",
        "h[^e]llo, hello, false",
        "h[a-b]llo, hbllo, true",
        "h[b-a]llo, hallo, true",
        "h[a-b]llo, hcllo, false",
        "h\\*llo, h*llo, true",
        "h\\*llo, hello, false",
        "[\\]], ], true",
        "*, '', true",
        "?, '', false",
        "'', '', true",
        "'', a, false",
        "**a**, bab, true",
        "*a*b, aabab, true",
        "*a*b, aba, false"
    })
    void asInRedisDocumentation(String pattern, String text, boolean expected) {
        assertThat(matches(pattern, text)).isEqualTo(expected);
    }

    /** Against the plainest definition there is, without sets: of stars, question marks and letters. */
    @Test
    void isTheSimpleDefinition() {
        Random random = new Random(1);
        int matched = 0;
        for (int i = 0; i < 100_000; i++) {
            String pattern = word(random, "ab?*", 8);
            String text = word(random, "ab", 8);
            boolean expected = model(pattern, text);
            matched += expected ? 1 : 0;
            assertThat(matches(pattern, text)).as("%s on %s", pattern, text).isEqualTo(expected);
        }
        assertThat(matched).isBetween(1_000, 99_000);
    }

    private static String word(Random random, String letters, int most) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    private static boolean model(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return model(pattern.substring(1), text) || (!text.isEmpty() && model(pattern, text.substring(1)));
        }
        return !text.isEmpty()
                && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
                && model(pattern.substring(1), text.substring(1));
    }

    /** Whatever a client sends as a pattern ends, with an answer. */
    @Test
    void anyBytesAreAPattern() {
        Random random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            matches(word(random, "[]^-\\*?ab", 12), word(random, "[]^-\\*?ab", 12));
        }
    }

    /** A matcher that tries each star anew would need longer than the universe has. */
    @Test
    void manyStarsCostLittle() {
        assertThat(matches("a*".repeat(500) + "b", "a".repeat(1_000))).isFalse();
    }
}
