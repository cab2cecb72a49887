package io.coppice.traininglog.books;

import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A book as it was at one moment, immutable, with its page as {@code GET} answers it.
 *
 * <p>Entries are kept as JSON, newest first, at the end of an array that is filled from the back: to add one is to write in front
 * of those that are there, so that a book of many entries costs no more than one of few. Books that follow each other share the
 * array: each reads only from its own start on. So only the newest one may be added to, by one thread.
 */
final class Book {

    private static final int SMALLEST = 256;

    private final UserName user;
    private final int count;
    private final byte[] bytes;
    private final int start;
    private volatile @Nullable Buffer page;

    private Book(UserName user, int count, byte[] bytes, int start) {
        this.user = user;
        this.count = count;
        this.bytes = bytes;
        this.start = start;
    }

    /** A book from its entries as JSON, newest first and parted by commas. */
    static Book of(UserName user, int count, Buffer logs) {
        byte[] bytes = logs.getBytes();
        return new Book(user, count, bytes, 0);
    }

    /** The book with one entry more. */
    Book with(TrainingEntry entry) {
        byte[] added = (count == 0 ? entry.toJson() : entry.toJson() + ",").getBytes(StandardCharsets.UTF_8);
        byte[] target = bytes;
        int end = start;
        if (added.length > start) {
            int length = bytes.length - start;
            target = new byte[Math.max(SMALLEST, 2 * (length + added.length))];
            end = target.length - length;
            System.arraycopy(bytes, start, target, end, length);
        }
        System.arraycopy(added, 0, target, end - added.length, added.length);
        return new Book(user, count + 1, target, end - added.length);
    }

    int count() {
        return count;
    }

    /** The page, made by the first who asks; two who ask at once make the same. */
    Buffer page() {
        Buffer made = page;
        if (made == null) {
            made = Buffer.buffer(bytes.length - start + 128)
                    .appendString("{\"username\":" + Json.encode(user.value()) + ",\"logs\":[")
                    .appendBytes(bytes, start, bytes.length - start)
                    .appendString("]}");
            page = made;
        }
        return made;
    }
}
