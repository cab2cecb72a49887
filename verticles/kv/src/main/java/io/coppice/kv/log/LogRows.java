package io.coppice.kv.log;

import io.coppice.kv.store.Bytes;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The maps of a partition, as rows that one node sends another: an entry each, or a map that has none. */
final class LogRows {

    private static final int OVERHEAD = 100;

    private final Map<Bytes, List<StoredMap.Entry>> entries = new LinkedHashMap<>();
    private final Map<Bytes, Long> versions = new LinkedHashMap<>();

    static JsonObject of(ResultSet row) throws SQLException {
        JsonObject json = new JsonObject()
                .put("map", row.getLong(1))
                .put("name", row.getBytes(2))
                .put("version", row.getLong(3));
        byte[] key = row.getBytes(4);
        return key == null
                ? json
                : json.put("key", key)
                        .put("value", row.getBytes(5))
                        .put("entry_version", row.getLong(6))
                        .put("expires", row.getLong(7));
    }

    static int size(JsonObject row) {
        int size = OVERHEAD + row.getBinary("name").length;
        return row.containsKey("key") ? size + row.getBinary("key").length + row.getBinary("value").length : size;
    }

    void add(JsonArray rows) {
        for (int i = 0; i < rows.size(); i++) {
            JsonObject row = rows.getJsonObject(i);
            Bytes name = Bytes.of(row.getBinary("name"));
            versions.put(name, row.getLong("version"));
            List<StoredMap.Entry> those = entries.computeIfAbsent(name, key -> new ArrayList<>());
            if (row.containsKey("key")) {
                those.add(new StoredMap.Entry(
                        row.getBinary("key"),
                        row.getBinary("value"),
                        row.getLong("entry_version"),
                        row.getLong("expires")));
            }
        }
    }

    List<StoredMap> maps() {
        List<StoredMap> maps = new ArrayList<>();
        entries.forEach(
                (name, those) -> maps.add(new StoredMap(name.toArray(), versions.getOrDefault(name, 0L), those)));
        return maps;
    }

    /** The writes that make these maps. */
    static List<Write> writes(List<StoredMap> maps) {
        List<Write> writes = new ArrayList<>();
        for (StoredMap map : maps) {
            // Of a key that is not there: it makes the map, and has its version.
            writes.add(Write.remove(map.name(), NONE, map.version()));
            for (StoredMap.Entry entry : map.entries()) {
                writes.add(Write.put(map.name(), entry.key(), entry.value(), entry.version(), entry.expiresAt()));
            }
        }
        return writes;
    }

    private static final byte[] NONE = {};
}
