package io.coppice.todo.entries;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields of one request, from wherever they were sent: each is read with its rule, and a fault names the field.
 *
 * <p>A field may be given more than once as long as it says the same.
 */
public final class Form {

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");
    private static final int MOST_KEY = 100;
    private static final int LONGEST_QUOTE = 40;

    private final Map<String, String> fields = new HashMap<>();

    /**
     * The fields of a JSON object: texts and numbers. What is null is missing.
     *
     * @throws IllegalArgumentException if a field is something else
     */
    public static Form of(JsonObject json) {
        Form form = new Form();
        json.forEach(field -> {
            Object value = field.getValue();
            if (value instanceof String || value instanceof Number) {
                form.add(field.getKey(), value.toString());
            } else if (value != null) {
                throw new IllegalArgumentException(field.getKey() + " must be a text or a number");
            }
        });
        return form;
    }

    /**
     * Adds a field.
     *
     * @throws IllegalArgumentException if it was given before and says something else
     */
    public Form add(String name, String value) {
        String before = fields.putIfAbsent(name, value);
        if (before != null && !before.equals(value)) {
            throw new IllegalArgumentException(
                    name + " is given more than once, as " + quote(before) + " and " + quote(value));
        }
        return this;
    }

    /** The list. */
    public ListName list() {
        return new ListName(wanted("list", "the name of a list"));
    }

    /** What is to be done when. */
    public Task task() {
        return new Task(date(wanted("date", "a day such as 2026-11-20")), wanted("title", "what is to be done"));
    }

    /** The day that is asked for, where one is. */
    public Optional<LocalDate> date() {
        return Optional.ofNullable(fields.get("date")).map(Form::date);
    }

    /** The number of an entry. */
    public long id() {
        String id = wanted("id", "the number of an entry");
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id must be the number of an entry, not " + quote(id));
        }
        return Long.parseLong(id);
    }

    /** What makes an addition one, however often it is sent. */
    public Optional<String> key() {
        Optional<String> key = Optional.ofNullable(fields.get("key"));
        key.ifPresent(text -> Texts.check("key", text, MOST_KEY));
        return key;
    }

    private String wanted(String name, String rule) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing: it must be " + rule);
        }
        return value;
    }

    private static LocalDate date(String text) {
        try {
            // The pattern first: years of more digits would be sorted wrongly.
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("date must be a day of the calendar, not " + quote(text), e);
        }
        throw new IllegalArgumentException("date must be a day such as 2026-11-20, not " + quote(text));
    }

    private static String quote(String value) {
        boolean isLong = value.codePointCount(0, value.length()) > LONGEST_QUOTE;
        return '"' + (isLong ? value.substring(0, value.offsetByCodePoints(0, LONGEST_QUOTE)) + "..." : value) + '"';
    }
}
