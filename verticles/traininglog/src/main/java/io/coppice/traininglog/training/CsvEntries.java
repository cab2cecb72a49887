package io.coppice.traininglog.training;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a CSV file, which comes in pieces: one piece and the beginning of one line are all that is held.
 *
 * <p>It is RFC 4180's format, with a comma between fields, quotes where one likes and either end of line. The first line names the
 * columns, in any order. A field does not go on over the end of its line: no value of an entry has one.
 */
public final class CsvEntries {

    /** The first line of what is exported. */
    public static final String HEADER = "movement_name,rep,weight\n";

    /** Bytes; a line of an export has some 30. */
    static final int LONGEST_LINE = 1_000;

    private static final Set<String> COLUMNS = Set.of("movement_name", "rep", "weight");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    private byte[] piece = {};
    private int at;
    private boolean ended;
    private long line;
    private long bytes;
    private List<String> columns = List.of();

    /** Adds the next piece; {@link #next} must have taken all of the one before. */
    public void feed(byte[] bytes) {
        piece = bytes;
        at = 0;
    }

    /** Nothing more comes. */
    public void end() {
        ended = true;
    }

    /** The line of the entry that {@link #next} gave last, from 1. */
    public long line() {
        return line;
    }

    /** How much of the file {@link #next} has gone through. */
    public long bytes() {
        return bytes;
    }

    /**
     * The next entry; empty where more must be fed, or all has been taken.
     *
     * @throws CsvException if its line is wrong; there is no entry after it
     */
    public Optional<TrainingEntry> next() throws CsvException {
        for (String text = nextLine(); text != null; text = nextLine()) {
            if (columns.isEmpty()) {
                columns = header(text);
            } else if (!text.isBlank()) {
                return Optional.of(entry(text));
            }
        }
        if (ended && columns.isEmpty()) {
            throw wrongHeader("nothing");
        }
        return Optional.empty();
    }

    private @Nullable String nextLine() throws CsvException {
        int end = at;
        while (end < piece.length && piece[end] != '\n') {
            end++;
        }
        if (beginning.size() + end - at > LONGEST_LINE) {
            throw new CsvException(line + 1, "it is longer than " + LONGEST_LINE + " bytes");
        }
        beginning.write(piece, at, end - at);
        boolean whole = end < piece.length;
        int from = at;
        at = whole ? end + 1 : end;
        bytes += at - from;
        if (!whole && (!ended || beginning.size() == 0)) {
            return null;
        }
        line++;
        String text = beginning.toString(StandardCharsets.UTF_8);
        beginning.reset();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private List<String> header(String text) throws CsvException {
        List<String> named = fields(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        if (named.size() != COLUMNS.size() || !COLUMNS.equals(Set.copyOf(named))) {
            throw wrongHeader(EntryForm.quote(text));
        }
        return named;
    }

    private static CsvException wrongHeader(String found) {
        return new CsvException(
                1, "it must name the columns, as in " + HEADER.strip() + " (in any order), not " + found);
    }

    private TrainingEntry entry(String text) throws CsvException {
        List<String> fields = fields(text);
        if (fields.size() != columns.size()) {
            throw new CsvException(line, "it must have " + columns.size() + " columns, not " + fields.size());
        }
        EntryForm form = new EntryForm();
        for (int column = 0; column < fields.size(); column++) {
            form.add(columns.get(column), fields.get(column));
        }
        List<String> faults = form.faults();
        if (!faults.isEmpty()) {
            throw new CsvException(line, String.join("; ", faults));
        }
        return form.entry();
    }

    private List<String> fields(String text) throws CsvException {
        List<String> fields = new ArrayList<>();
        int from = 0;
        while (true) {
            StringBuilder field = new StringBuilder();
            int end = text.startsWith("\"", from) ? quoted(text, from, field) : plain(text, from, field);
            fields.add(field.toString());
            if (end == text.length()) {
                return fields;
            }
            from = end + 1;
        }
    }

    private static int plain(String text, int from, StringBuilder field) {
        int comma = text.indexOf(',', from);
        int end = comma < 0 ? text.length() : comma;
        field.append(text, from, end);
        return end;
    }

    /** Reads to behind the closing quote, where the line ends or a comma stands; a quote inside is written twice. */
    private int quoted(String text, int from, StringBuilder field) throws CsvException {
        for (int i = from + 1; i < text.length(); i++) {
            if (text.charAt(i) != '"') {
                field.append(text.charAt(i));
            } else if (text.startsWith("\"", i + 1)) {
                field.append('"');
                i++;
            } else if (i + 1 == text.length() || text.charAt(i + 1) == ',') {
                return i + 1;
            } else {
                throw new CsvException(line, "a comma must follow the quote at character " + (i + 1));
            }
        }
        throw new CsvException(line, "a quote is opened and not closed");
    }
}
