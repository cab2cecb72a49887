package io.coppice.todo.entries;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;

/**
 * One entry of a list.
 *
 * @param id its number in the list; never given twice
 * @param task what is to be done when
 */
public record Entry(long id, Task task) {

    /** As answers have it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("date", task.date().toString())
                .put("title", task.title());
    }

    /** An entry as {@link #toJson} wrote it. */
    public static Entry of(JsonObject json) {
        return new Entry(
                json.getLong("id"), new Task(LocalDate.parse(json.getString("date")), json.getString("title")));
    }
}
