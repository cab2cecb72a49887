package io.coppice.traininglog.books;

import io.coppice.traininglog.database.StoredBooks.StoredBook;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A book as it was at one moment, immutable, with its page as {@code GET} answers it; of a long one only how long it is.
 *
 * <p>Entries are kept as JSON, newest first, at the end of an array that is filled from the back: to add one is to write in front
 * of those that are there, so that a book of many entries costs no more than one of few. Books that follow each other share the
 * array: each reads only from its own start on. So only the newest one may be added to, by one thread.
 */
final class Book {

    private static final int SMALLEST = 256;

    private final UserName user;
    private final int mostHeld;
    private final int count;

    /** Null for a book of more entries than are held in memory: it is read from the database, page by page. */
    private final byte @Nullable [] bytes;

    private final int start;
    private volatile @Nullable Buffer page;

    private Book(UserName user, int mostHeld, int count, byte @Nullable [] bytes, int start) {
        this.user = user;
        this.mostHeld = mostHeld;
        this.count = count;
        this.bytes = bytes;
        this.start = start;
    }

    /**
     * A book as it is stored.
     *
     * @param mostHeld a book of more entries is not held
     */
    static Book of(UserName user, int mostHeld, StoredBook stored) {
        byte[] bytes = stored.logs().map(Buffer::getBytes).orElse(null);
        return new Book(user, mostHeld, stored.count(), bytes, 0);
    }

    /** The book with some entries more, the newest of which is the last. */
    Book with(List<TrainingEntry> entries) {
        int longer = count + entries.size();
        if (bytes == null || longer > mostHeld) {
            return new Book(user, mostHeld, longer, null, 0);
        }
        StringBuilder text = new StringBuilder();
        for (int i = entries.size() - 1; i >= 0; i--) {
            text.append(entries.get(i).toJson()).append(i == 0 && count == 0 ? "" : ",");
        }
        byte[] added = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] target = bytes;
        int end = start;
        if (added.length > start) {
            int length = bytes.length - start;
            target = new byte[Math.max(SMALLEST, 2 * (length + added.length))];
            end = target.length - length;
            System.arraycopy(bytes, start, target, end, length);
        }
        System.arraycopy(added, 0, target, end - added.length, added.length);
        return new Book(user, mostHeld, longer, target, end - added.length);
    }

    int count() {
        return count;
    }

    /** The page, made by the first who asks, while two who ask at once make the same; empty where the book is not held. */
    Optional<Buffer> page() {
        Buffer made = page;
        if (made == null && bytes != null) {
            made = Buffer.buffer(bytes.length - start + 128)
                    .appendString(opening(user))
                    .appendBytes(bytes, start, bytes.length - start)
                    .appendString("]}");
            page = made;
        }
        return Optional.ofNullable(made);
    }

    /** How a page begins, before its entries. */
    static String opening(UserName user) {
        return "{\"username\":" + Json.encode(user.value()) + ",\"logs\":[";
    }
}
