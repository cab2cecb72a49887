package io.coppice.traininglog.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.traininglog.database.StoredBooks.StoredBook;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BookTest {

    private static final UserName ALICE = new UserName("alice");
    private static final int MOST_HELD = 200;

    private static TrainingEntry squat(int weight) {
        return new TrainingEntry(Movement.SQUAT, "1", String.valueOf(weight));
    }

    private static String page(int... weights) {
        List<String> logs = new ArrayList<>();
        for (int weight : weights) {
            logs.add("{\"weight\":\"" + weight + "\",\"rep\":\"1\",\"movement_name\":\"squat\"}");
        }
        return "{\"username\":\"alice\",\"logs\":[" + String.join(",", logs) + "]}";
    }

    private static Book stored(UserName user, int... weights) {
        List<String> logs = new ArrayList<>();
        for (int weight : weights) {
            logs.add(squat(weight).toJson());
        }
        return Book.of(
                user,
                MOST_HELD,
                new StoredBook(weights.length, weights.length, Optional.of(Buffer.buffer(String.join(",", logs)))));
    }

    private static Book with(Book book, int weight) {
        return book.with(List.of(squat(weight)));
    }

    private static String shown(Book book) {
        return book.page().orElseThrow().toString();
    }

    @Test
    void showsTheNewestFirst() {
        Book book = stored(ALICE);
        assertThat(shown(book)).isEqualTo(page());

        assertThat(shown(with(with(book, 1), 2))).isEqualTo(page(2, 1));
        assertThat(shown(book.with(List.of(squat(1), squat(2), squat(3))))).isEqualTo(page(3, 2, 1));
        assertThat(shown(with(book, 1).with(List.of(squat(2), squat(3))))).isEqualTo(page(3, 2, 1));
    }

    @Test
    void aLongBookIsNotHeldAndItsLengthIsKnown() {
        Book longest = stored(ALICE).with(Collections.nCopies(MOST_HELD, squat(1)));
        assertThat(longest.page()).isPresent();

        Book longer = with(longest, 2);
        assertThat(longer.page()).isEmpty();
        assertThat(with(longer, 3).page()).isEmpty();
        assertThat(with(longer, 3).count()).isEqualTo(MOST_HELD + 2);

        Book read = Book.of(ALICE, MOST_HELD, new StoredBook(500, 400, Optional.empty()));
        assertThat(read.page()).isEmpty();
        assertThat(with(read, 1).count()).isEqualTo(401);
    }

    @Test
    void goesOnFromWhatWasStored() {
        Book stored = stored(ALICE, 1);

        assertThat(shown(with(stored, 2))).isEqualTo(page(2, 1));
        assertThat(with(stored, 2).count()).isEqualTo(2);
    }

    @Test
    void anEarlierBookStaysAsItWas() {
        List<Book> books = new ArrayList<>(List.of(stored(ALICE)));
        int[] weights = new int[100];
        for (int i = 0; i < 100; i++) {
            books.add(with(books.get(i), i));
            weights[i] = i;
        }

        for (int i = 0; i <= 100; i++) {
            int[] newestFirst = new int[i];
            for (int j = 0; j < i; j++) {
                newestFirst[j] = weights[i - 1 - j];
            }
            assertThat(shown(books.get(i))).isEqualTo(page(newestFirst));
            assertThat(books.get(i).page().orElseThrow())
                    .isSameAs(books.get(i).page().orElseThrow());
        }
    }

    @Test
    void aNameIsEscaped() {
        assertThat(shown(stored(new UserName("\"\\\n")))).isEqualTo("{\"username\":\"\\\"\\\\\\n\",\"logs\":[]}");
    }
}
