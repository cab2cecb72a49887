package io.coppice.traininglog.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BookTest {

    private static final UserName ALICE = new UserName("alice");

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

    @Test
    void showsTheNewestFirst() {
        Book book = Book.of(ALICE, 0, Buffer.buffer());
        assertThat(book.page().toString()).isEqualTo(page());

        assertThat(book.with(squat(1)).with(squat(2)).page().toString()).isEqualTo(page(2, 1));
    }

    @Test
    void goesOnFromWhatWasStored() {
        Book stored = Book.of(ALICE, 1, Buffer.buffer(squat(1).toJson()));

        assertThat(stored.with(squat(2)).page().toString()).isEqualTo(page(2, 1));
        assertThat(stored.with(squat(2)).count()).isEqualTo(2);
    }

    @Test
    void anEarlierBookStaysAsItWas() {
        List<Book> books = new ArrayList<>(List.of(Book.of(ALICE, 0, Buffer.buffer())));
        int[] weights = new int[100];
        for (int i = 0; i < 100; i++) {
            books.add(books.get(i).with(squat(i)));
            weights[i] = i;
        }

        for (int i = 0; i <= 100; i++) {
            int[] newestFirst = new int[i];
            for (int j = 0; j < i; j++) {
                newestFirst[j] = weights[i - 1 - j];
            }
            assertThat(books.get(i).page().toString()).isEqualTo(page(newestFirst));
            assertThat(books.get(i).page()).isSameAs(books.get(i).page());
        }
    }

    @Test
    void aNameIsEscaped() {
        assertThat(Book.of(new UserName("\"\\\n"), 0, Buffer.buffer()).page().toString())
                .isEqualTo("{\"username\":\"\\\"\\\\\\n\",\"logs\":[]}");
    }
}
