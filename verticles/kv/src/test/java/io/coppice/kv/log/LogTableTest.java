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

    private Outcome ask(JsonObject request) throws DatabaseException {
        List<LogRequest> group = List.of(LogRequest.parse(request));
        return session.transaction(connection -> LogRequest.carryOut(group, connection))
                .get(0);
    }

    private LogPosition position() throws DatabaseException {
        return LogPosition.of(ask(new JsonObject()
                        .put("action", "position")
                        .put("partition", PARTITION)
                        .put("partitions", 61))
                .reply());
    }

    /** By map and key: the value, with its version. */
    private Map<String, String> contents() throws DatabaseException {
        LogPosition position = position();
        LogRows rows = new LogRows();
        JsonObject next = request("read", position.epoch(), position.number());
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
        change("install", 1, 0);
        change("append", 1, 1, put("shop", "milk", "1", 1), put("shop", "eggs", "12", 2), put("gone", "a", "b", 1));
        change("append", 1, 2, put("shop", "milk", "2", 3), Write.remove(bytes("shop"), bytes("eggs"), 4));
        change("append", 1, 3, Write.drop(bytes("gone")), Write.create(bytes("bare")), put("shop", "", "", 5));
        assertThat(contents()).isEqualTo(Map.of("shop", "@5", "shop/milk", "2@3", "shop/", "@5", "bare", "@0"));
        assertThat(position()).isEqualTo(new LogPosition(1, 3));
    }

    @Test
    void a_write_is_done_once_and_in_its_place_only() throws DatabaseException {
        change("install", 4, 0);
        change("append", 4, 1, put("shop", "milk", "1", 1));
        assertThat(change("append", 4, 1, put("shop", "milk", "again", 1)).failure())
                .isNull();
        assertThat(change("append", 4, 3, put("shop", "milk", "early", 1)).failure())
                .isEqualTo(Failure.TAKEN);
        assertThat(change("append", 3, 2, put("shop", "milk", "old", 1)).failure())
                .isEqualTo(Failure.TAKEN);
        assertThat(change("install", 3, 0).failure()).isEqualTo(Failure.TAKEN);
        assertThat(ask(request("begin", 3, 0)).failure()).isEqualTo(Failure.TAKEN);
        assertThat(contents()).containsEntry("shop/milk", "1@1");
    }

    @Test
    void another_epoch_begins_with_what_is_installed_or_with_what_is_there() throws DatabaseException {
        change("install", 1, 0, put("shop", "milk", "1", 1));
        ask(request("begin", 2, 0));
        assertThat(contents()).containsEntry("shop/milk", "1@1");
        change("install", 3, 0, put("other", "tea", "3", 1));
        assertThat(contents()).isEqualTo(Map.of("other", "@1", "other/tea", "3@1"));
        assertThat(position()).isEqualTo(new LogPosition(3, 0));
    }

    @Test
    void large_partitions_are_read_in_pages() throws DatabaseException {
        byte[] large = new byte[200_000];
        Arrays.fill(large, (byte) 1);
        Write[] writes = new Write[12];
        for (int i = 0; i < writes.length; i++) {
            writes[i] = Write.put(bytes("m" + i / 6), bytes("k" + i), large, i, Write.NEVER);
        }
        change("install", 1, 0, writes);
        assertThat(contents()).hasSize(14).containsEntry("m0/k5", "long").containsEntry("m1/k11", "long");
    }

    @Test
    void a_log_whose_names_are_spread_otherwise_is_refused() throws DatabaseException {
        position();
        Outcome other = ask(new JsonObject()
                .put("action", "position")
                .put("partition", PARTITION)
                .put("partitions", 1));
        assertThat(other.failure()).isEqualTo(Failure.FAILED);
        assertThat(other.why()).contains("61 partitions, not in 1");
    }
}
