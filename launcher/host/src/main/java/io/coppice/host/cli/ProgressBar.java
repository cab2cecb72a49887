package io.coppice.host.cli;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** How far a run has come, as one line of a terminal: {@code [########------------]  40 %, 4,000 of 10,000}. */
final class ProgressBar {

    /** No line is longer. */
    static final int WIDTH = 78;

    private static final int CELLS = 24;

    private final int all;

    ProgressBar(int all) {
        this.all = all;
    }

    /** The line for these counts, padded to one width, so that it covers the one before. */
    String line(JsonObject progress) {
        int failed = progress.getInteger("failed", 0);
        int done = progress.getInteger("replied", 0) + failed;
        int filled = (int) ((long) CELLS * done / all);
        String line = String.format(
                Locale.ROOT,
                "[%s%s] %3d %%, %,d of %,d%s",
                "#".repeat(filled),
                "-".repeat(CELLS - filled),
                100L * done / all,
                done,
                all,
                failed == 0 ? "" : String.format(Locale.ROOT, ", %,d failed", failed));
        return line + " ".repeat(Math.max(0, WIDTH - line.length()));
    }
}
