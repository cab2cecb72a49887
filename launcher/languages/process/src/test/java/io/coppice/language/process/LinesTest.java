package io.coppice.language.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.language.process.Lines.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

    private static List<Line> lines(InputStream stream, int most) throws IOException {
        Lines lines = new Lines(stream, most);
        List<Line> all = new ArrayList<>();
        for (Line line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        return all;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void lines_end_at_newlines_and_at_the_end() throws IOException {
        assertThat(lines(stream("a\n\nbc"), 10))
                .containsExactly(new Line("a", false), new Line("", false), new Line("bc", false));
        assertThat(lines(stream(""), 10)).isEmpty();
    }

    @Test
    void a_longer_line_is_cut_and_the_next_one_is_whole() throws IOException {
        assertThat(lines(stream("1234567890\n123456\nend\n"), 6))
                .containsExactly(new Line("123456", true), new Line("123456", false), new Line("end", false));
        String huge = "x".repeat(100_000);
        assertThat(lines(stream(huge + "\nb\n"), 10))
                .containsExactly(new Line("xxxxxxxxxx", true), new Line("b", false));
    }

    @Test
    void a_character_may_come_in_pieces() throws IOException {
        InputStream byteAByte = new InputStream() {
            private final InputStream all = stream("\u00e4\ud83d\ude00\n");

            @Override
            public int read() throws IOException {
                return all.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return all.read(buffer, offset, 1);
            }
        };
        assertThat(lines(byteAByte, 10)).containsExactly(new Line("\u00e4\ud83d\ude00", false));
    }
}
