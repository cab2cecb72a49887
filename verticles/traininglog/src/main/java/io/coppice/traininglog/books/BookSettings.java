package io.coppice.traininglog.books;

import io.coppice.component.config.ComponentConfig;
import java.time.Duration;
import java.util.List;

/**
 * The bounds of a book's server.
 *
 * @param idle a server that nobody asked anything for this long ends
 * @param mostLogs how many entries a book may have
 * @param mostHeld a book of more entries is not held in memory
 */
public record BookSettings(Duration idle, int mostLogs, int mostHeld) {

    /** The keys that {@link #of} reads. */
    public static final List<String> KEYS = List.of("book_idle_seconds", "max_logs", "max_held_logs");

    public static BookSettings of(ComponentConfig config) {
        return new BookSettings(
                Duration.ofSeconds(config.whole("book_idle_seconds", 600, 1, 86_400)),
                config.whole("max_logs", 1_000_000, 1, 10_000_000),
                config.whole("max_held_logs", 10_000, 0, 1_000_000));
    }
}
