package io.coppice.todo.lists;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.todo.entries.Entry;
import io.coppice.todo.entries.Task;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TodoListTest {

    private static final LocalDate FRIDAY = LocalDate.of(2026, 11, 20);

    private static Entry entry(long id, LocalDate day, String title) {
        return new Entry(id, new Task(day, title));
    }

    private final Entry dentist = entry(1, FRIDAY, "Dentist");
    private final Entry shopping = entry(2, FRIDAY.minusDays(1), "Shopping");
    private final Entry movies = entry(3, FRIDAY, "Movies");
    private final TodoList list = new TodoList(List.of(dentist, shopping, movies));

    @Test
    void entriesComeByDayAndThenInTheOrderInWhichTheyCame() {
        assertThat(list.on(Optional.empty())).containsExactly(shopping, dentist, movies);
        assertThat(list.on(Optional.of(FRIDAY))).containsExactly(dentist, movies);
        assertThat(list.on(Optional.of(FRIDAY.plusDays(1)))).isEmpty();
    }

    @Test
    void anAdditionThatIsSentAgainDoesNotUndoAChange() {
        Entry changed = entry(1, FRIDAY, "Dentist at nine");
        list.put(changed);
        list.add(dentist);

        assertThat(list.find(1)).contains(changed);
    }

    @Test
    void whatIsRemovedIsGone() {
        list.remove(1);

        assertThat(list.find(1)).isEmpty();
        assertThat(list.on(Optional.of(FRIDAY))).containsExactly(movies);
    }
}
