package io.coppice.todo.lists;

import io.coppice.todo.entries.Entry;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A list in memory; for one thread. */
final class TodoList {

    private static final Comparator<Entry> BY_DATE =
            Comparator.comparing((Entry entry) -> entry.task().date()).thenComparingLong(Entry::id);

    private final Map<Long, Entry> entries = new TreeMap<>();

    TodoList(List<Entry> stored) {
        stored.forEach(this::put);
    }

    /** Shows an addition. One that was sent again may have been changed since. */
    void add(Entry entry) {
        entries.putIfAbsent(entry.id(), entry);
    }

    void put(Entry entry) {
        entries.put(entry.id(), entry);
    }

    void remove(long id) {
        entries.remove(id);
    }

    Optional<Entry> find(long id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** The entries of a day, or all, the earliest day first and those of a day in the order in which they came. */
    List<Entry> on(Optional<LocalDate> day) {
        return entries.values().stream()
                .filter(entry -> day.isEmpty() || day.get().equals(entry.task().date()))
                .sorted(BY_DATE)
                .toList();
    }
}
