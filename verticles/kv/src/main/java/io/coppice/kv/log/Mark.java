package io.coppice.kv.log;

import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * How far the log is that belongs to what the other nodes have in memory. It goes along with each write to them, as a map with a name
 * that no bucket has: its version is the epoch, its value the number.
 */
final class Mark {

    private static final byte[] NAME = {};

    private Mark() {}

    static Write of(LogPosition position) {
        byte[] number =
                ByteBuffer.allocate(Long.BYTES).putLong(position.number()).array();
        return Write.put(NAME, NAME, number, position.epoch(), Write.NEVER);
    }

    static boolean is(StoredMap map) {
        return map.name().length == 0;
    }

    /** The one among these; none where what is in memory was never in a log. */
    static LogPosition in(List<StoredMap> maps) {
        for (StoredMap map : maps) {
            if (is(map)) {
                return new LogPosition(map.version(), number(map));
            }
        }
        return LogPosition.NONE;
    }

    private static long number(StoredMap mark) {
        byte[] value = mark.entries().isEmpty() ? NAME : mark.entries().get(0).value();
        return value.length == Long.BYTES ? ByteBuffer.wrap(value).getLong() : 0;
    }
}
