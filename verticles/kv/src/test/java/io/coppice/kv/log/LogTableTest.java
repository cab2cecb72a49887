package io.coppice.kv.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqliteSession;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class LogTableTest {

    private static final int PARTITION = 7;

    @TempDir
    Path folder;

    private SqliteSession session;

    @BeforeEach
    void open() throws DatabaseException {
        session = SqliteSession.writer(folder.resolve("kv.db"), LogRequest.SCHEMA);
    }

    @AfterEach
    void close() {
        session.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Write put(String map, String key, String value, long version) {
        return Write.put(bytes(map), bytes(key), bytes(value), version, Write.NEVER);
    }

    private static JsonObject request(String action, long epoch, long number) {
        return new LogPosition(epoch, number)
                .putIn(new JsonObject().put("action", action).put("partition", PARTITION));
    }

    private Outcome change(String action, long epoch, long number, Write... writes) throws DatabaseException {
        return ask(request(action, epoch, number).put("changes", new Changes(List.of(writes))));
    }

    private Outcome begin(LogPosition from, long epoch) throws DatabaseException {
        return ask(request("begin", epoch, 0).put("from", from.putIn(new JsonObject())));
    }

    private Outcome install(LogPosition from, long epoch, Write... all) throws DatabaseException {
        return piece(from, epoch, true, true, all);
    }

    private Outcome piece(LogPosition from, long epoch, boolean isFirst, boolean isLast, Write... writes)
            throws DatabaseException {
        return ask(request("install", epoch, 0)
                .put("from", from.putIn(new JsonObject()))
                .put("first", isFirst)
                .put("last", isLast)
                .put("changes", new Changes(List.of(writes))));
    }

    private Outcome positionFor(String asker) throws DatabaseException {
        return ask(new JsonObject()
                .put("action", "position")
                .put("partition", PARTITION)
                .put("partitions", 61)
                .put("asker", asker));
    }

    private Outcome ask(JsonObject request) throws DatabaseException {
        List<LogRequest> group = List.of(LogRequest.parse(request));
        return session.transaction(connection -> LogRequest.carryOut(group, connection))
                .get(0);
    }

    private LogPosition position() throws DatabaseException {
        return LogPosition.of(positionFor("a").reply());
    }

    /** By map and key: the value, with its version. */
    private Map<String, String> contents() throws DatabaseException {
        LogPosition position = position();
        return contents(request("read", position.epoch(), position.number()));
    }

    private Map<String, String> contents(JsonObject next) throws DatabaseException {
        LogRows rows = new LogRows();
        for (boolean more = true; more; ) {
            JsonObject page = new JsonObject(ask(next).reply().encode());
            JsonArray found = page.getJsonArray("rows");
            rows.add(found);
            more = page.getBoolean("more");
            if (more) {
                JsonObject last = found.getJsonObject(found.size() - 1);
                next.put("after", last.getLong("map")).put("after_key", last.getBinary("key"));
            }
        }
        Map<String, String> contents = new TreeMap<>();
        for (StoredMap map : rows.maps()) {
            String name = new String(map.name(), StandardCharsets.UTF_8);
            contents.put(name, "@" + map.version());
            for (StoredMap.Entry entry : map.entries()) {
                contents.put(
                        name + "/" + new String(entry.key(), StandardCharsets.UTF_8),
                        entry.value().length > 9
                                ? "long"
                                : new String(entry.value(), StandardCharsets.UTF_8) + "@" + entry.version());
            }
        }
        return contents;
    }

    @Test
    void what_was_appended_is_read() throws DatabaseException {
        install(LogPosition.NONE, 1);
        change("append", 1, 1, put("shop", "milk", "1", 1), put("shop", "eggs", "12", 2), put("gone", "a", "b", 1));
        change("append", 1, 2, put("shop", "milk", "2", 3), Write.remove(bytes("shop"), bytes("eggs"), 4));
        change("append", 1, 3, Write.drop(bytes("gone")), Write.create(bytes("bare")), put("shop", "", "", 5));
        assertThat(contents()).isEqualTo(Map.of("shop", "@5", "shop/milk", "2@3", "shop/", "@5", "bare", "@0"));
        assertThat(position()).isEqualTo(new LogPosition(1, 3));
    }

    @Test
    void a_write_is_done_once_and_in_its_place_only() throws DatabaseException {
        install(LogPosition.NONE, 4);
        change("append", 4, 1, put("shop", "milk", "1", 1));
        assertThat(change("append", 4, 1, put("shop", "milk", "again", 1)).failure())
                .isNull();
        assertThat(change("append", 4, 3, put("shop", "milk", "early", 1)).failure())
                .isEqualTo(Failure.TAKEN);
        assertThat(change("append", 3, 2, put("shop", "milk", "old", 1)).failure())
                .isEqualTo(Failure.TAKEN);
        assertThat(install(new LogPosition(2, 7), 3).failure()).isEqualTo(Failure.TAKEN);
        assertThat(begin(new LogPosition(2, 7), 3).failure()).isEqualTo(Failure.TAKEN);
        assertThat(contents()).containsEntry("shop/milk", "1@1");
    }

    @Test
    void another_epoch_begins_with_what_is_installed_or_with_what_is_there() throws DatabaseException {
        install(LogPosition.NONE, 1, put("shop", "milk", "1", 1));
        assertThat(begin(new LogPosition(1, 0), 2).failure()).isNull();
        assertThat(begin(new LogPosition(1, 0), 2).failure()).as("again").isNull();
        assertThat(contents()).containsEntry("shop/milk", "1@1");
        install(new LogPosition(2, 5), 3, put("other", "tea", "3", 1));
        assertThat(contents()).isEqualTo(Map.of("other", "@1", "other/tea", "3@1"));
        assertThat(position()).isEqualTo(new LogPosition(3, 0));
    }

    /** An append that was late: what was read to begin with does not have it. */
    @Test
    void no_epoch_begins_with_less_than_there_is() throws DatabaseException {
        install(LogPosition.NONE, 1);
        LogPosition read = position();
        change("append", 1, 1, put("shop", "milk", "late", 1));
        assertThat(begin(read, 2).failure()).isEqualTo(Failure.TAKEN);
        assertThat(install(read, 2).failure()).isEqualTo(Failure.TAKEN);
        assertThat(position()).isEqualTo(new LogPosition(1, 1));
        assertThat(contents()).containsEntry("shop/milk", "late@1");
    }

    @Test
    void nothing_of_what_is_installed_is_there_before_its_last_piece() throws DatabaseException {
        install(LogPosition.NONE, 1, put("shop", "milk", "1", 1));
        LogPosition from = position();
        piece(from, 2, true, false, put("shop", "tea", "of one that was given up", 1));
        piece(from, 3, true, false, put("shop", "eggs", "12", 7), put("other", "a", "b", 1));
        change("append", 1, 1, put("shop", "milk", "2", 2));
        assertThat(contents()).isEqualTo(Map.of("shop", "@2", "shop/milk", "2@2"));

        assertThat(piece(from, 3, false, true, put("shop", "salt", "1", 3)).failure())
                .as("there is more by now")
                .isEqualTo(Failure.TAKEN);
        assertThat(piece(position(), 3, false, true, put("shop", "salt", "1", 3))
                        .failure())
                .isNull();
        assertThat(contents())
                .isEqualTo(
                        Map.of("shop", "@7", "shop/eggs", "12@7", "shop/salt", "1@3", "other", "@1", "other/a", "b@1"));
        assertThat(position()).isEqualTo(new LogPosition(3, 0));
    }

    @Test
    void a_map_is_read_alone_whatever_is_written_to_others() throws DatabaseException {
        install(LogPosition.NONE, 1, put("shop", "milk", "1", 1));
        LogPosition read = position();
        change("append", 1, 1, put("other", "tea", "3", 1));
        JsonObject alone = request("read", 1, 0).put("name", bytes("shop"));
        assertThat(ask(alone).reply().getJsonArray("rows")).hasSize(1);
        assertThat(ask(request("read", read.epoch(), read.number())).failure())
                .as("of all maps")
                .isEqualTo(Failure.TAKEN);
        begin(position(), 2);
        assertThat(ask(alone).failure()).as("in another epoch").isEqualTo(Failure.TAKEN);
    }

    @Test
    void it_knows_who_has_asked_it_also_when_it_is_opened_again() throws DatabaseException {
        assertThat(LogAnswer.of(positionFor("a").reply()).nodes()).containsExactly("a");
        positionFor("d");
        session.close();
        open();
        assertThat(LogAnswer.of(positionFor("a").reply()).nodes()).containsExactly("a", "d");
    }

    @Test
    void it_does_not_know_any_number_of_nodes() throws DatabaseException {
        for (int i = 0; i < 1_000; i++) {
            positionFor("n" + i);
        }
        assertThat(positionFor("one more").failure()).isEqualTo(Failure.FULL);
        assertThat(positionFor("n0").failure()).isNull();
    }

    @Test
    void large_partitions_are_read_in_pages() throws DatabaseException {
        byte[] large = new byte[200_000];
        Arrays.fill(large, (byte) 1);
        Write[] writes = new Write[12];
        for (int i = 0; i < writes.length; i++) {
            writes[i] = Write.put(bytes("m" + i / 6), bytes("k" + i), large, i, Write.NEVER);
        }
        install(LogPosition.NONE, 1, writes);
        assertThat(contents()).hasSize(14).containsEntry("m0/k5", "long").containsEntry("m1/k11", "long");
        assertThat(contents(request("read", 1, 0).put("name", bytes("m0"))))
                .hasSize(7)
                .containsEntry("m0/k5", "long");
    }

    @Test
    void a_log_whose_names_are_spread_otherwise_is_refused() throws DatabaseException {
        position();
        Outcome other = ask(new JsonObject()
                .put("action", "position")
                .put("partition", PARTITION)
                .put("partitions", 1)
                .put("asker", "a"));
        assertThat(other.failure()).isEqualTo(Failure.FAILED);
        assertThat(other.why()).contains("61 partitions, not in 1");
    }
}
