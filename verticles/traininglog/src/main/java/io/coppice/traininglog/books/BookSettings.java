package io.coppice.traininglog.books;

import io.coppice.component.config.ComponentConfig;
import java.time.Duration;
import java.util.List;

/**
 * The bounds of a book's server.
 *
 * @param idle a server that nobody asked anything for this long ends
 * @param mostLogs how many entries a book may have
 */
public record BookSettings(Duration idle, int mostLogs) {

    /** The keys that {@link #of} reads. */
    public static final List<String> KEYS = List.of("book_idle_seconds", "max_logs");

    public static BookSettings of(ComponentConfig config) {
        return new BookSettings(
                Duration.ofSeconds(config.whole("book_idle_seconds", 600, 1, 86_400)),
                config.whole("max_logs", 1_000_000, 1, 10_000_000));
    }
}
