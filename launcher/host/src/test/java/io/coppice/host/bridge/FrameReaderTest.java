package io.coppice.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.language.Frames;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    private final List<String> frames = new ArrayList<>();
    private final FrameReader reader = new FrameReader(16);

    @Test
    void frames_are_found_however_their_bytes_come() {
        List<String> all = List.of("{}", "", "sixteen bytes...", "\u00e4\ud83d\ude00", "[1]");
        Buffer bytes = Buffer.buffer();
        all.forEach(frame -> bytes.appendBuffer(FrameReader.encode(frame)));
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            frames.clear();
            for (int at = 0; at < bytes.length(); ) {
                int end = Math.min(bytes.length(), at + 1 + random.nextInt(9));
                reader.read(bytes.getBuffer(at, end), frames::add);
                at = end;
            }
            assertThat(frames).as("seed " + seed).isEqualTo(all);
        }
    }

    @Test
    void a_frame_that_is_too_long_is_refused_by_its_length_alone_after_those_before_it() {
        Buffer bytes = FrameReader.encode("[1]").appendInt(17);
        assertThatThrownBy(() -> reader.read(bytes, frames::add))
                .isInstanceOf(Frames.Violation.class)
                .hasMessage("a frame of 17 bytes: a frame has at most 16, after its length in four bytes");
        assertThat(frames).containsExactly("[1]");
    }

    @Test
    void a_length_beyond_all_bounds_is_refused() {
        assertThatThrownBy(() -> reader.read(Buffer.buffer().appendInt(-1), frames::add))
                .hasMessageContaining("4294967295 bytes");
        assertThatThrownBy(() -> new FrameReader(16).read(Buffer.buffer("GET / HTTP/1.1\r\n"), frames::add))
                .isInstanceOf(Frames.Violation.class);
    }
}
