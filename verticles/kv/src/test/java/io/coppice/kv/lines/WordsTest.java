package io.coppice.kv.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.tcp.Output;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    private static boolean isWord(String latin1) {
        return Words.isWord(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "milk", "\0", "\u00c3\u00a4", "\u00f0\u009f\u008c\u00b3", "~\u007f"})
    void isUtf8WithoutBlanks(String bytes) {
        assertThat(isWord(bytes)).isTrue();
    }

    @Test
    void isNotEmptyAndHasNoWhiteSpace() {
        assertThat(isWord("")).isFalse();
        for (char blank : " \t\n\u000b\f\r".toCharArray()) {
            assertThat(isWord("a" + blank + "b")).as("%d", (int) blank).isFalse();
        }
    }

    /** Not Latin-1, an overlong slash, half a surrogate pair, a character cut off, one beyond the last. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\u00e4", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00c3", "\u00f4\u0090\u0080\u0080", "a\u0080"})
    void isStrictlyUtf8(String bytes) {
        assertThat(isWord(bytes)).isFalse();
        byte[] within = ("xx" + bytes + "yy").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Words.isUtf8(within, 2, bytes.length())).isFalse();
        assertThat(Words.isUtf8(within, 0, 2)).isTrue();
    }

    private static String appended(byte[] bytes) {
        Output out = new Output();
        Words.append(out, bytes);
        return new String(out.toArray(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "milk | milk",
                "größe | größe",
                "a\"b | a\"b",
                "a\\x20b | a\\x20b",
                "`two words` | \"two\\x20words\"",
                "`` | \"\"",
                "\"quoted\" | \"\\\"quoted\\\"\"",
                "`a \\ b` | \"a\\x20\\\\\\x20b\""
            })
    void whatIsNoWordIsQuotedAndNothingElse(String text, String line) {
        assertThat(appended(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(line);
    }

    @Test
    void bytesThatAreNoTextAreShownInHexadecimals() {
        assertThat(appended(new byte[] {'a', (byte) 0xff, '\n', 0, 0x7f})).isEqualTo("\"a\\xff\\x0a\\x00\\x7f\"");
    }
}
