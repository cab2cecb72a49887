package io.coppice.kv.log;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqliteConnection;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a log is asked to do, in the transaction of its group. */
public abstract class LogRequest {

    /** The statements that make the tables. */
    public static final List<String> SCHEMA = LogTable.SCHEMA;

    /** So many nodes may ever have a log. */
    private static final int MOST_NODES = 1_000;

    private static final int MOST_OF_A_NAME = 255;

    abstract Outcome on(LogTable table) throws SQLException;

    /** How many bytes it writes or reads, about. */
    public int size() {
        return 0;
    }

    private static int size(List<Write> writes) {
        int size = 0;
        for (Write write : writes) {
            size += write.size();
        }
        return size;
    }

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
            case "position" -> new GetPosition(partition, number(json, "partitions"), asker(json));
            case "read" -> new Read(partition, json);
            case "begin" -> new Begin(partition, from(json), LogPosition.of(json));
            case "install" -> new Install(partition, json);
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

    private static String asker(JsonObject json) {
        if (json.getValue("asker") instanceof String name && name.length() <= MOST_OF_A_NAME) {
            return name;
        }
        throw new IllegalArgumentException(
                "\"asker\" must be the name of a node, of at most " + MOST_OF_A_NAME + " characters");
    }

    private static LogPosition from(JsonObject json) {
        if (json.getValue("from") instanceof JsonObject from) {
            return LogPosition.of(from);
        }
        throw new IllegalArgumentException("\"from\" must have the \"epoch\" and \"number\" that it begins with");
    }

    private static boolean flag(JsonObject json, String key) {
        if (json.getValue(key) instanceof Boolean flag) {
            return flag;
        }
        throw new IllegalArgumentException("\"" + key + "\" must be true or false");
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

    /** How far a partition is, and who has asked that. */
    private static final class GetPosition extends LogRequest {

        private final int partition;
        private final int partitions;
        private final String asker;

        GetPosition(int partition, int partitions, String asker) {
            this.partition = partition;
            this.partitions = partitions;
            this.asker = asker;
        }

        @Override
        Outcome on(LogTable table) throws SQLException {
            int spread = table.spread(partitions);
            if (spread != partitions) {
                return Outcome.refused(
                        Failure.FAILED,
                        "its log has the names in " + spread + " partitions, not in " + partitions
                                + ": a node alone and a cluster cannot have each other's log");
            }
            List<String> nodes = table.nodes();
            if (!nodes.contains(asker)) {
                if (nodes.size() >= MOST_NODES) {
                    return Outcome.refused(Failure.FULL, "its log knows " + MOST_NODES + " nodes already");
                }
                table.addNode(asker);
                nodes.add(asker);
            }
            return Outcome.done(table.position(partition).putIn(new JsonObject().put("nodes", new JsonArray(nodes))));
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
        public int size() {
            return LogPages.BYTES;
        }

        @Override
        Outcome on(LogTable table) throws SQLException {
            LogPosition position = table.position(partition);
            // A map that is read alone is one that nobody writes to, whatever is written beside it.
            boolean isThere = name == null ? position.equals(expected) : position.epoch() == expected.epoch();
            return isThere ? Outcome.done(table.pages().page(partition, name, after, afterKey)) : superseded(position);
        }
    }

    /** The next epoch, with what is there; unless that is more than was found there, as an append came late. */
    private static final class Begin extends LogRequest {

        private final int partition;
        private final LogPosition from;
        private final LogPosition next;

        Begin(int partition, LogPosition from, LogPosition next) {
            this.partition = partition;
            this.from = from;
            this.next = next;
        }

        @Override
        Outcome on(LogTable table) throws SQLException {
            LogPosition position = table.position(partition);
            if (!position.equals(from) && !position.equals(next)) {
                return superseded(position);
            }
            table.moveTo(partition, next);
            return done();
        }
    }

    /**
     * The next epoch, with this and nothing else, in pieces. They are put beside what is there, and take its place with the last; unless
     * what is there is further than what they are.
     */
    private static final class Install extends LogRequest {

        private final int partition;
        private final LogPosition from;
        private final LogPosition next;
        private final boolean isFirst;
        private final boolean isLast;
        private final List<Write> piece;

        Install(int partition, JsonObject json) {
            this.partition = partition;
            this.from = LogRequest.from(json);
            this.next = LogPosition.of(json);
            this.isFirst = flag(json, "first");
            this.isLast = flag(json, "last");
            this.piece = changes(json);
        }

        @Override
        public int size() {
            return LogRequest.size(piece);
        }

        @Override
        Outcome on(LogTable table) throws SQLException {
            LogPosition position = table.position(partition);
            if (position.equals(next)) {
                return done();
            }
            if (position.compareTo(from) > 0) {
                return superseded(position);
            }
            int beside = LogTable.beside(partition);
            if (isFirst) {
                table.clear(beside);
            }
            for (Write write : piece) {
                table.apply(beside, write);
            }
            if (isLast) {
                table.clear(partition);
                table.rename(beside, partition);
                table.moveTo(partition, next);
            }
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
        public int size() {
            return LogRequest.size(writes);
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
