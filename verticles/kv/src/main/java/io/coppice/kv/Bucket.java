package io.coppice.kv;

import io.coppice.supervision.Loop;
import io.coppice.supervision.Names;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bucket: a verticle that owns one map of keys to values.
 *
 * <p>Temporary, as in the tutorial: a bucket that crashes is gone, with its data, and its name is free. Commands of TCP
 * clients come as {@link Request}s on its event loop, those of other verticles on its address; both lead to the same
 * methods.
 */
final class Bucket extends VerticleBase {

    private final String name;
    private final Bytes key;
    private final Map<Bytes, byte[]> values = new HashMap<>();
    private volatile boolean open;
    private @Nullable Loop loop;

    Bucket(String name) {
        this.name = name;
        this.key = Bytes.of(name);
    }

    static String address(String name) {
        return "kv.bucket." + Names.escape(name);
    }

    String name() {
        return name;
    }

    Bytes key() {
        return key;
    }

    /** The event loop that it runs on; to be asked for only once it is in the table. */
    Loop loop() {
        return Objects.requireNonNull(loop);
    }

    Context home() {
        return context;
    }

    @Override
    public Future<?> start() {
        loop = Loop.of(context);
        open = true;
        BusServer.serve(vertx, address(name), this::answer);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        open = false;
        return Future.succeededFuture();
    }

    /** Whether it still takes commands; false from its first failure on. */
    boolean isOpen() {
        return open;
    }

    void close() {
        open = false;
    }

    byte @Nullable [] get(Bytes probe) {
        return values.get(probe);
    }

    void put(Bytes stored, byte[] value) {
        values.put(stored, value);
    }

    void delete(Bytes probe) {
        values.remove(probe);
    }

    /** Each key with a line end. */
    byte[] keyLines() {
        int size = 0;
        for (Bytes k : values.keySet()) {
            size = Math.addExact(size, k.length() + 2);
        }
        byte[] lines = new byte[size];
        int at = 0;
        for (Bytes k : values.keySet()) {
            byte[] line = k.toArray();
            System.arraycopy(line, 0, lines, at, line.length);
            at += line.length;
            lines[at++] = '\r';
            lines[at++] = '\n';
        }
        return lines;
    }

    private Future<JsonObject> answer(String action, JsonObject body) {
        JsonObject reply = new JsonObject();
        switch (action) {
            case "get" -> {
                byte[] value = get(Bytes.of(BusServer.text(body, "key")));
                reply.put("value", value == null ? null : text(value));
            }
            case "put" ->
                put(
                        Bytes.of(BusServer.text(body, "key")),
                        BusServer.text(body, "value").getBytes(StandardCharsets.UTF_8));
            case "delete" -> delete(Bytes.of(BusServer.text(body, "key")));
            case "keys" ->
                reply.put(
                        "keys",
                        new JsonArray(
                                values.keySet().stream().map(Bytes::toString).toList()));
            case "size" -> reply.put("size", values.size());
            default -> throw BusServer.unknown(action, "get, put, delete, keys, size");
        }
        return Future.succeededFuture(reply);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
