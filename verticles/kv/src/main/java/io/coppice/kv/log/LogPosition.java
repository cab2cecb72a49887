package io.coppice.kv.log;

import io.vertx.core.json.JsonObject;
import java.util.Comparator;

/**
 * How far the log of a partition is.
 *
 * @param epoch larger with each claim of the partition that came to serve it
 * @param number how many writes there were in this epoch
 */
record LogPosition(long epoch, long number) implements Comparable<LogPosition> {

    /** Of a partition that no log has. */
    static final LogPosition NONE = new LogPosition(0, 0);

    private static final Comparator<LogPosition> ORDER =
            Comparator.comparingLong(LogPosition::epoch).thenComparingLong(LogPosition::number);

    LogPosition next() {
        return new LogPosition(epoch, number + 1);
    }

    @Override
    public int compareTo(LogPosition that) {
        return ORDER.compare(this, that);
    }

    JsonObject putIn(JsonObject json) {
        return json.put("epoch", epoch).put("number", number);
    }

    /** @throws IllegalArgumentException if there is none */
    static LogPosition of(JsonObject json) {
        if (json.getValue("epoch") instanceof Number epoch && json.getValue("number") instanceof Number number) {
            return new LogPosition(epoch.longValue(), number.longValue());
        }
        throw new IllegalArgumentException("\"epoch\" and \"number\" must be whole numbers");
    }
}
