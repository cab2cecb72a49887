package io.coppice.kv.route;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routing table of the tutorial: which node the buckets are on whose names begin with a byte.
 *
 * <pre>{@code
 * [{"range": "a-m", "node": "a"}, {"range": "n-z", "node": "b"}, {"range": "_", "node": "a"}]
 * }</pre>
 *
 * <p>A range is one character, or two with a hyphen between them, both belonging to it. A character that is not ASCII stands
 * for the first of its bytes in UTF-8.
 */
public final class RoutingTable {

    private static final String SHAPE = "{\"range\": \"a-m\", \"node\": \"a\"}";
    private static final int BYTES = 256;

    private final @Nullable String[] nodes = new @Nullable String[BYTES];
    private final Set<String> names = new LinkedHashSet<>();

    private RoutingTable() {}

    /**
     * The table of a configuration.
     *
     * @throws IllegalArgumentException naming the entry that is wrong, and what would be right
     */
    public static RoutingTable of(JsonArray entries) {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("config: table: at least one entry is wanted, such as " + SHAPE);
        }
        RoutingTable table = new RoutingTable();
        for (int i = 0; i < entries.size(); i++) {
            table.add("config: table[" + i + "]", entries.getValue(i));
        }
        return table;
    }

    private void add(String where, Object entry) {
        if (!(entry instanceof JsonObject object)
                || !object.fieldNames().equals(Set.of("range", "node"))
                || !(object.getValue("range") instanceof String range)
                || !(object.getValue("node") instanceof String node)
                || node.isBlank()) {
            throw new IllegalArgumentException(where + " must be of the form " + SHAPE + ", not " + entry);
        }
        int[] characters = range.codePoints().toArray();
        boolean isRange = characters.length == 3 && characters[1] == '-';
        if (characters.length != 1 && !isRange) {
            throw new IllegalArgumentException(where + ": \"range\" must be one character such as \"a\", or two with a"
                    + " hyphen between them such as \"a-m\", not \"" + range + "\"");
        }
        int first = firstByte(characters[0]);
        int last = firstByte(characters[characters.length - 1]);
        if (first > last) {
            throw new IllegalArgumentException(
                    where + ": the range \"" + range + "\" is reversed; \"" + Character.toString(characters[2]) + "-"
                            + Character.toString(characters[0]) + "\" would be right");
        }
        for (int at = first; at <= last; at++) {
            if (nodes[at] != null) {
                throw new IllegalArgumentException(where + ": the range \"" + range + "\" overlaps with an entry before"
                        + " it, which gives " + shown(at) + " to node " + nodes[at]);
            }
        }
        Arrays.fill(nodes, first, last + 1, node);
        names.add(node);
    }

    private static int firstByte(int character) {
        return Character.toString(character).getBytes(StandardCharsets.UTF_8)[0] & 0xff;
    }

    private static String shown(int firstByte) {
        return firstByte > ' ' && firstByte < 0x7f
                ? "\"" + (char) firstByte + "\""
                : String.format("the byte 0x%02x", firstByte);
    }

    /** The node of the names that begin with this byte; null for none. */
    public @Nullable String nodeOf(byte firstByte) {
        return nodes[firstByte & 0xff];
    }

    /** The nodes that are in it. */
    public Set<String> nodes() {
        return names;
    }
}
