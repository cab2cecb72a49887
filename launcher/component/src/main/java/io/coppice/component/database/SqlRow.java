package io.coppice.component.database;

import java.util.List;

/**
 * One row of an answer.
 *
 * @param values the columns in their order, of which none is null
 */
public record SqlRow(List<Object> values) {

    public SqlRow {
        values = List.copyOf(values);
    }

    public String text(int column) {
        return (String) values.get(column);
    }

    public long number(int column) {
        return ((Number) values.get(column)).longValue();
    }
}
