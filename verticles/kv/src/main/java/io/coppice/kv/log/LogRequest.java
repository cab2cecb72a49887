package io.coppice.kv.log;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqliteConnection;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a log is asked to do, in the transaction of its group. */
public abstract class LogRequest {

    /** The statements that make the tables. */
    public static final List<String> SCHEMA = LogTable.SCHEMA;

    abstract Outcome on(LogTable table) throws SQLException;

    /** Does what a group asks for, in its order. */
    public static List<Outcome> carryOut(List<LogRequest> group, SqliteConnection connection) throws SQLException {
        LogTable table = new LogTable(connection);
        List<Outcome> outcomes = new ArrayList<>(group.size());
        for (LogRequest request : group) {
            outcomes.add(request.on(table));
        }
        return outcomes;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static LogRequest parse(JsonObject json) {
        String action = String.valueOf(json.getValue("action"));
        int partition = number(json, "partition");
        return switch (action) {
            case "position" -> new GetPosition(partition, number(json, "partitions"));
            case "read" -> new Read(partition, json);
            case "begin" -> new Begin(partition, LogPosition.of(json));
            case "install" -> new Install(partition, LogPosition.of(json), changes(json));
            case "append" -> new Append(partition, LogPosition.of(json), changes(json));
            default ->
                throw new IllegalArgumentException(
                        "unknown action " + action + "; known are position, read, begin, install, append");
        };
    }

    private static int number(JsonObject json, String key) {
        if (json.getValue(key) instanceof Integer number && number >= 0) {
            return number;
        }
        throw new IllegalArgumentException("\"" + key + "\" must be a whole number, 0 or more");
    }

    private static List<Write> changes(JsonObject json) {
        if (json.getValue("changes") instanceof Changes changes) {
            return changes.writes();
        }
        throw new IllegalArgumentException("\"changes\" are made by the store of this node alone");
    }

    private static Outcome done() {
        return Outcome.done(new JsonObject());
    }

    private static Outcome superseded(LogPosition position) {
        return Outcome.refused(Failure.TAKEN, "the log is at " + position);
    }

    /** How far a partition is. */
    private static final class GetPosition extends LogRequest {

        private final int partition;
        private final int partitions;

        GetPosition(int partition, int partitions) {
            this.partition = partition;
            this.partitions = partitions;
        }

        @Override
        Outcome on(LogTable table) throws SQLException {
            int spread = table.spread(partitions);
            return spread == partitions
                    ? Outcome.done(table.position(partition).putIn(new JsonObject()))
                    : Outcome.refused(
                            Failure.FAILED,
                            "its log has the names in " + spread + " partitions, not in " + partitions
                                    + ": a node alone and a cluster cannot have each other's log");
        }
    }

    /** A page of a partition. */
    private static final class Read extends LogRequest {

        private final int partition;
        private final LogPosition expected;
        private final byte @Nullable [] name;
        private final long after;
        private final byte @Nullable [] afterKey;

        Read(int partition, JsonObject json) {
            this.partition = partition;
            this.expected = LogPosition.of(json);
            this.name = json.getBinary("name");
            this.after = json.getLong("after", 0L);
            this.afterKey = json.getBinary("after_key");
        }

        @Override
        Outcome on(LogTable table) throws SQLException {
            LogPosition position = table.position(partition);
            return position.equals(expected)
                    ? Outcome.done(table.page(partition, name, after, afterKey))
                    : superseded(position);
        }
    }

    /** The next epoch, with what is there. */
    private static final class Begin extends LogRequest {

        private final int partition;
        private final LogPosition next;

        Begin(int partition, LogPosition next) {
            this.partition = partition;
            this.next = next;
        }

        @Override
        Outcome on(LogTable table) throws SQLException {
            LogPosition position = table.position(partition);
            if (position.compareTo(next) > 0) {
                return superseded(position);
            }
            table.moveTo(partition, next);
            return done();
        }
    }

    /** The next epoch, with this and nothing else. */
    private static final class Install extends LogRequest {

        private final int partition;
        private final LogPosition next;
        private final List<Write> all;

        Install(int partition, LogPosition next, List<Write> all) {
            this.partition = partition;
            this.next = next;
            this.all = all;
        }

        @Override
        Outcome on(LogTable table) throws SQLException {
            LogPosition position = table.position(partition);
            if (position.compareTo(next) > 0) {
                return superseded(position);
            }
            table.clear(partition);
            for (Write write : all) {
                table.apply(partition, write);
            }
            table.moveTo(partition, next);
            return done();
        }
    }

    /** What comes next; once, however often it is sent. */
    private static final class Append extends LogRequest {

        private final int partition;
        private final LogPosition place;
        private final List<Write> writes;

        Append(int partition, LogPosition place, List<Write> writes) {
            this.partition = partition;
            this.place = place;
            this.writes = writes;
        }

        @Override
        Outcome on(LogTable table) throws SQLException {
            LogPosition position = table.position(partition);
            if (position.equals(place)) {
                return done();
            }
            if (!position.next().equals(place)) {
                return superseded(position);
            }
            for (Write write : writes) {
                table.apply(partition, write);
            }
            table.moveTo(partition, place);
            return done();
        }
    }
}
