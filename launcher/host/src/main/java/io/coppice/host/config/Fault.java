package io.coppice.host.config;

/**
 * Something wrong in a configuration: where, what, and what would be right.
 *
 * @param file the file, or the override, as its user wrote it
 * @param pointer the JSON pointer of the value; empty for the file as a whole
 * @param message what is wrong with it
 * @param suggestion what would be right; may be empty
 */
public record Fault(String file, String pointer, String message, String suggestion) {

    /** The fault as one line: {@code conf/x.json: /node: must be a string; write "node": "a"}. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(file).append(": ");
        if (!pointer.isEmpty()) {
            line.append(pointer).append(": ");
        }
        line.append(message);
        if (!suggestion.isEmpty()) {
            line.append("; ").append(suggestion);
        }
        return Printable.of(line);
    }
}
