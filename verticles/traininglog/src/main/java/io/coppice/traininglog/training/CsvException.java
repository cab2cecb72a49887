package io.coppice.traininglog.training;

/** A line of CSV that cannot be read. */
public final class CsvException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long line;

    CsvException(long line, String why) {
        super("line " + line + ": " + why);
        this.line = line;
    }

    /** Its number, from 1. */
    public long line() {
        return line;
    }
}
