package io.coppice.host.cli;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of cells as lines, each column as wide as its widest cell; columns without any text are left out. */
final class Columns {

    private static final int GAP = 2;

    private final BinaryOperator<String> paint;
    private final int painted;

    private Columns(int painted, BinaryOperator<String> paint) {
        this.painted = painted;
        this.paint = paint;
    }

    static Columns plain() {
        return new Columns(-1, (cell, padded) -> padded);
    }

    /**
     * With colours in one column.
     *
     * @param paint makes what is printed of a cell and of the same cell with its padding
     */
    static Columns painted(int column, BinaryOperator<String> paint) {
        return new Columns(column, paint);
    }

    List<String> of(List<List<String>> rows) {
        int count = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = IntStream.range(0, count)
                .map(i ->
                        rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        return IntStream.range(0, row.size())
                .filter(i -> widths[i] > 0)
                .mapToObj(i -> cell(row.get(i), i, widths[i] + GAP))
                .collect(Collectors.joining())
                .stripTrailing();
    }

    private String cell(String text, int column, int width) {
        String padded = text + " ".repeat(width - text.length());
        return column == painted ? paint.apply(text, padded) : padded;
    }
}
