package io.coppice.kv.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.lines.LineReader.Found;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    private static final int LIMIT = 20;

    private final LineReader reader = new LineReader(LIMIT);

    private List<String> read(String text) {
        reader.append(text.getBytes(StandardCharsets.UTF_8));
        List<String> found = new ArrayList<>();
        for (Found next = reader.next(); next != Found.NOTHING; next = reader.next()) {
            found.add(
                    next == Found.TOO_LONG
                            ? "<too long>"
                            : new String(reader.array(), reader.from(), reader.length(), StandardCharsets.UTF_8));
        }
        return found;
    }

    @Test
    void keepsNothingOfLinesThatAreDoneWith() {
        read("one\ntw");
        reader.trim();
        assertThat(read("o\n")).as("what is not whole waits").containsExactly("two");

        reader.trim();

        assertThat(reader.array()).isEmpty();
        assertThat(read("three\n")).containsExactly("three");
    }

    @Test
    void cutsAtEitherLineEnd() {
        assertThat(read("one\ntwo\r\n\r\nth")).containsExactly("one", "two", "");
        assertThat(reader.isWithinLine()).isTrue();
        assertThat(read("ree\r")).isEmpty();
        assertThat(read("\n")).containsExactly("three");
        assertThat(reader.isWithinLine()).isFalse();
    }

    @Test
    void tellsWhichLinesAreAscii() {
        assertThat(read("m\u00e4")).isEmpty();
        assertThat(read("rz\n")).containsExactly("m\u00e4rz");
        assertThat(reader.isAscii()).isFalse();
        assertThat(read("april\n")).containsExactly("april");
        assertThat(reader.isAscii()).isTrue();
        assertThat(read("m\u00e4rz".repeat(LIMIT) + "\nmay\n")).containsExactly("<too long>", "may");
        assertThat(reader.isAscii()).isTrue();
    }

    @Test
    void aLineOfTheLimitPassesAndOneByteMoreDoesNot() {
        assertThat(read("x".repeat(LIMIT) + "\r\n")).containsExactly("x".repeat(LIMIT));
        assertThat(read("x".repeat(LIMIT + 1) + "\nnext\n")).containsExactly("<too long>", "next");
    }

    @Test
    void aTooLongLineIsToldOfBeforeItEndsAndTakesNoMemory() {
        assertThat(read("x".repeat(LIMIT + 2))).containsExactly("<too long>");
        for (int i = 0; i < 100; i++) {
            assertThat(read("x".repeat(LIMIT))).isEmpty();
            assertThat(reader.waiting()).isZero();
        }
        assertThat(read("end\nnext\n")).containsExactly("next");
    }

    /** However a text is cut into reads, the lines are the same; and earlier lines are not overwritten by later reads. */
    @Test
    void theLinesDoNotDependOnThePieces() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                String line = "abcdefghij".repeat(3).substring(0, random.nextInt(LIMIT + 5));
                text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
                expected.add(line.length() > LIMIT ? "<too long>" : line);
            }
            byte[] all = text.toString().getBytes(StandardCharsets.UTF_8);
            LineReader fresh = new LineReader(LIMIT);
            List<byte[]> arrays = new ArrayList<>();
            List<int[]> spans = new ArrayList<>();
            for (int at = 0; at < all.length; ) {
                int length = Math.min(all.length - at, 1 + random.nextInt(12));
                fresh.append(Arrays.copyOfRange(all, at, at + length));
                at += length;
                for (Found next = fresh.next(); next != Found.NOTHING; next = fresh.next()) {
                    boolean line = next == Found.LINE;
                    arrays.add(line ? fresh.array() : "<too long>".getBytes(StandardCharsets.UTF_8));
                    spans.add(line ? new int[] {fresh.from(), fresh.length()} : new int[] {0, 10});
                }
            }
            List<String> found = new ArrayList<>();
            for (int i = 0; i < arrays.size(); i++) {
                found.add(new String(arrays.get(i), spans.get(i)[0], spans.get(i)[1], StandardCharsets.UTF_8));
            }
            assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(expected);
        }
    }
}
