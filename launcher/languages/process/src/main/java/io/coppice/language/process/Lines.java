package io.coppice.language.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, none of them longer than a limit. */
final class Lines {

    private final InputStream stream;
    private final int most;
    private final byte[] chunk = new byte[8192];
    private int next;
    private int end;

    Lines(InputStream stream, int most) {
        this.stream = stream;
        this.most = most;
    }

    /**
     * A line without its end.
     *
     * @param isCut whether there is more of it, which is skipped
     */
    record Line(String text, boolean isCut) {}

    /** The next one; null when the stream has ended. */
    @Nullable
    Line next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean cut = false;
        while (true) {
            if (next == end && !fill()) {
                return line.size() == 0 && !cut ? null : new Line(line.toString(StandardCharsets.UTF_8), cut);
            }
            int from = next;
            while (next < end && chunk[next] != '\n') {
                next++;
            }
            int fits = Math.min(next - from, most - line.size());
            line.write(chunk, from, fits);
            cut |= fits < next - from;
            if (next < end) {
                next++;
                return new Line(line.toString(StandardCharsets.UTF_8), cut);
            }
        }
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, stream.read(chunk));
        return end > 0;
    }
}
