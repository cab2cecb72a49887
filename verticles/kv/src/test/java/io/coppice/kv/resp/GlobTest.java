package io.coppice.kv.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    /** Where parts reach from one word of bits into the next. */
    @Test
    void aLongPatternIsTheSimpleDefinitionToo() {
        Random random = new Random(3);
        int matched = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = word(random, "ab", 200);
            StringBuilder pattern = new StringBuilder(text);
            for (int changes = random.nextInt(4); changes > 0 && !pattern.isEmpty(); changes--) {
                int at = random.nextInt(pattern.length());
                pattern.replace(at, at + 1, random.nextBoolean() ? "?" : "b");
            }
            boolean expected = samePlaces(pattern.toString(), text);
            matched += expected ? 1 : 0;
            assertThat(matches(pattern.toString(), text)).isEqualTo(expected);
            assertThat(matches("*" + pattern + "*", "b" + text + "ab")).isIn(true, expected);
            assertThat(matches(pattern + "?", text)).isFalse();
        }
        assertThat(matched).isBetween(5_000, 19_000);
    }

    private static boolean samePlaces(String pattern, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (pattern.charAt(i) != '?' && pattern.charAt(i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A matcher that tries each star anew would need longer than the universe has. */
    @Test
    void manyStarsCostLittle() {
        assertThat(matches("a*".repeat(500) + "b", "a".repeat(1_000))).isFalse();
    }

    /** One that compares the pattern at each place of the text would need two thousand million comparisons for each of these. */
    @Test
    void aLongPatternInALongTextCostsLittle() {
        byte[] text = Request.ascii("a".repeat(1024 * 1024));
        Glob glob = new Glob(Request.ascii("*" + "a".repeat(Glob.LONGEST - 2) + "b"));
        for (int i = 0; i < 20; i++) {
            assertThat(glob.matches(text)).isFalse();
        }
    }

    @Test
    void aLongestPatternIsTakenAndNoLongerOne() {
        byte[] longest = Request.ascii("?".repeat(Glob.LONGEST));
        assertThat(new Glob(longest).matches(longest)).isTrue();
        assertThat(Glob.isTooLong(longest)).isFalse();
        byte[] longer = Request.ascii("?".repeat(Glob.LONGEST + 1));
        assertThat(Glob.isTooLong(longer)).isTrue();
        assertThatThrownBy(() -> new Glob(longer)).hasMessageContaining("2048");
    }

    /** What a client can make us keep for a pattern. */
    @Test
    void aPatternNeedsLittleMemory() {
        StringBuilder worst = new StringBuilder();
        for (int i = 0; i < Glob.LONGEST; i++) {
            worst.append((char) (i % 0x7f + 1));
        }
        assertThat(new Glob(Request.ascii("h*")).size()).isLessThan(400);
        assertThat(new Glob(Request.ascii(worst.toString())).size()).isLessThan(100_000);
    }
}
