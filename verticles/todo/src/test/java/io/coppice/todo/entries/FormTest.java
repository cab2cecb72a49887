package io.coppice.todo.entries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

    private static Form task(String date, String title) {
        return new Form().add("date", date).add("title", title);
    }

    @Test
    void aTaskIsRead() {
        assertThat(task("2026-11-20", "Dentist").task()).isEqualTo(new Task(LocalDate.of(2026, 11, 20), "Dentist"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-11-31", "2026-2-1", "20261120", "+12026-01-01", "tomorrow", "2026-11-20T10:00"})
    void whatIsNoDayIsNamed(String date) {
        assertThatThrownBy(() -> task(date, "Dentist").task())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("date must be a day")
                .hasMessageEndingWith("not \"" + date + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "two\nlines", "a\u0000b", "a\u2028b", "\uFFFD", "\uD800"})
    void whatIsNoTitleIsNamed(String title) {
        assertThatThrownBy(() -> task("2026-11-20", title).task())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("title must");
    }

    @Test
    void lengthsAreCountedInCharactersAsPeopleSeeThem() {
        assertThat(task("2026-11-20", "😀".repeat(Task.MOST_TITLE)).task().title())
                .hasSize(2 * Task.MOST_TITLE);
        assertThatThrownBy(() -> task("2026-11-20", "a".repeat(201)).task())
                .hasMessage("title must have 1 to 200 characters, not all blank; it has 201");
        assertThatThrownBy(() -> new ListName("a".repeat(101)))
                .hasMessage("list must have 1 to 100 characters, not all blank; it has 101");
    }

    @ParameterizedTest
    @CsvSource({"list, the name of a list", "date, a day such as 2026-11-20", "id, the number of an entry"})
    void whatIsMissingIsNamed(String field, String rule) {
        Form form = new Form();
        assertThatThrownBy(() -> {
                    switch (field) {
                        case "list" -> form.list();
                        case "date" -> form.task();
                        default -> form.id();
                    }
                })
                .hasMessage(field + " is missing: it must be " + rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.0", "9999999999999999999"})
    void whatIsNoNumberOfAnEntryIsNamed(String id) {
        assertThatThrownBy(() -> new Form().add("id", id).id())
                .hasMessage("id must be the number of an entry, not \"" + id + '"');
    }

    @Test
    void aFieldMayBeGivenTwiceIfItSaysTheSame() {
        assertThat(new Form().add("list", "bob").add("list", "bob").list()).isEqualTo(new ListName("bob"));
        assertThatThrownBy(() -> new Form().add("list", "bob").add("list", "eve"))
                .hasMessage("list is given more than once, as \"bob\" and \"eve\"");
    }

    @Test
    void jsonHasTextsAndNumbers() {
        assertThat(Form.of(new JsonObject().put("id", 7).putNull("list")).id()).isEqualTo(7);
        assertThatThrownBy(() -> Form.of(new JsonObject().put("title", new JsonObject())))
                .hasMessage("title must be a text or a number");
    }
}
