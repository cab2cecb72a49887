package io.coppice.kv.bus;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Entry;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket takes over the event bus: {@code get}, {@code put}, {@code delete}, {@code increment}, {@code expire},
 * {@code keys}, {@code size}.
 *
 * <p>A value is text under {@code value}; one that is no text is under {@code base64}. Each has a {@code version}, which grows
 * with every change of the bucket: {@code if_version} makes a put or delete depend on it, and 0 is the version of a key that
 * is not there.
 */
public final class BucketApi implements BusServer.Answer {

    /** The value is not of the version that the request asks for. */
    public static final int CONFLICT = 412;

    /** So many keys are listed where the request does not say, and at most. */
    static final int LISTED = 1_000;

    static final int MOST_LISTED = 100_000;

    /** The longest key and the longest value, in bytes, as in Redis's protocol. */
    static final int MOST_BYTES = 1024 * 1024;

    private static final String KNOWN = "get, put, delete, increment, expire, keys, size";

    private final Bucket bucket;

    public BucketApi(Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public Future<JsonObject> to(String action, JsonObject body) {
        return switch (action) {
            case "get" -> {
                Bytes key = key(body);
                yield inTurn(() -> get(key));
            }
            case "put" -> {
                Bytes key = key(body);
                byte[] value = value(body);
                Long expected = whole(body, "if_version", 0);
                Long ttl = whole(body, "ttl", 1);
                yield inTurn(() -> put(key, value, expected, ttl));
            }
            case "delete" -> {
                Bytes key = key(body);
                Long expected = whole(body, "if_version", 0);
                yield inTurn(() -> delete(key, expected));
            }
            case "increment" -> {
                Bytes key = key(body);
                Long by = whole(body, "by", Long.MIN_VALUE);
                yield inTurn(() -> increment(key, by == null ? 1 : by));
            }
            case "expire" -> {
                Bytes key = key(body);
                Long ttl = whole(body, "ttl", 1);
                yield inTurn(() -> expire(key, ttl));
            }
            case "keys" -> {
                Long most = whole(body, "most", 0);
                yield inTurn(() -> keys((int) Math.min(MOST_LISTED, most == null ? LISTED : most)));
            }
            case "size" -> inTurn(() -> new JsonObject().put("size", bucket.size()));
            default -> throw BusServer.unknown(action, KNOWN);
        };
    }

    private Future<JsonObject> inTurn(Supplier<JsonObject> action) {
        Promise<JsonObject> answer = Promise.promise();
        Answering turn = new Answering(action, answer);
        if (bucket.offer(turn)) {
            turn.taken();
        }
        return answer.future();
    }

    /** A turn whose answer is told when it is over. */
    private final class Answering implements Turn {

        private final Supplier<JsonObject> action;
        private final Promise<JsonObject> answer;
        private Future<JsonObject> outcome = Future.succeededFuture(new JsonObject());

        Answering(Supplier<JsonObject> action, Promise<JsonObject> answer) {
            this.action = action;
            this.answer = answer;
        }

        @Override
        public void take() {
            try {
                outcome = Future.succeededFuture(action.get());
            } catch (ReplyException refused) {
                outcome = Future.failedFuture(refused);
            }
        }

        @Override
        public void taken() {
            answer.handle(outcome);
        }

        @Override
        public void refused(boolean crashed) {
            String why = crashed ? "the bucket crashed" : "no bucket " + bucket.name();
            outcome = Future.failedFuture(BusServer.failure(crashed ? Supervision.CRASHED : BusServer.NOT_FOUND, why));
        }

        @Override
        public void unsettled(boolean isUnknown) {
            outcome = Future.failedFuture(BusServer.unsettled(isUnknown));
        }
    }

    // In a turn

    private JsonObject get(Bytes key) {
        Entry entry = bucket.find(key);
        JsonObject reply = new JsonObject();
        if (entry == null) {
            return reply.putNull("value").put("version", 0);
        }
        Json.put(reply, "value", "base64", entry.value());
        long left = bucket.timeToLive(entry);
        if (left != Long.MAX_VALUE) {
            reply.put("ttl", TimeUnit.NANOSECONDS.toMillis(left));
        }
        return reply.put("version", entry.version());
    }

    private JsonObject put(Bytes key, byte[] value, @Nullable Long expected, @Nullable Long ttl) {
        check(bucket.find(key), expected);
        Entry entry = bucket.put(key, value);
        if (ttl != null) {
            bucket.expireIn(entry, TimeUnit.MILLISECONDS.toNanos(ttl));
        }
        return new JsonObject().put("version", entry.version());
    }

    private JsonObject delete(Bytes key, @Nullable Long expected) {
        check(bucket.find(key), expected);
        return new JsonObject().put("deleted", bucket.delete(key));
    }

    private static void check(@Nullable Entry entry, @Nullable Long expected) {
        long version = entry == null ? 0 : entry.version();
        if (expected != null && version != expected) {
            throw BusServer.failure(CONFLICT, "the version is " + version + ", not " + expected);
        }
    }

    private JsonObject increment(Bytes key, long by) {
        Entry before = bucket.find(key);
        long number;
        try {
            number = before == null ? 0 : Long.parseLong(new String(before.value(), StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw BusServer.failure(BusServer.BAD_REQUEST, "the value is not a whole number");
        }
        long sum;
        try {
            sum = Math.addExact(number, by);
        } catch (ArithmeticException e) {
            throw BusServer.failure(BusServer.BAD_REQUEST, "the sum would be beyond 64 bits");
        }
        byte[] value = Long.toString(sum).getBytes(StandardCharsets.US_ASCII);
        long left = before == null ? Long.MAX_VALUE : bucket.timeToLive(before);
        Entry entry = bucket.increment(key, value);
        if (left != Long.MAX_VALUE) {
            bucket.expireIn(entry, left);
        }
        return new JsonObject().put("value", sum).put("version", entry.version());
    }

    private JsonObject expire(Bytes key, @Nullable Long ttl) {
        Entry entry = bucket.find(key);
        if (entry != null) {
            bucket.expireIn(entry, ttl == null ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(ttl));
        }
        return new JsonObject().put("found", entry != null);
    }

    private JsonObject keys(int most) {
        JsonArray keys = new JsonArray();
        bucket.forEach(entry -> {
            String key = keys.size() < most ? Json.text(entry.key()) : null;
            if (key != null) {
                keys.add(key);
            }
        });
        return new JsonObject().put("keys", keys).put("size", bucket.size());
    }

    // Requests

    private static Bytes key(JsonObject body) {
        return Bytes.of(bounded("key", BusServer.text(body, "key").getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] bounded(String field, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw BusServer.failure(
                    BusServer.BAD_REQUEST,
                    "\"" + field + "\" must have at most " + MOST_BYTES + " bytes, not " + bytes.length);
        }
        return bytes;
    }

    private static byte[] value(JsonObject body) {
        if (body.containsKey("value") == body.containsKey("base64")) {
            throw BusServer.failure(BusServer.BAD_REQUEST, "either \"value\" or \"base64\" must be given, a string");
        }
        if (body.containsKey("value")) {
            return bounded("value", BusServer.text(body, "value").getBytes(StandardCharsets.UTF_8));
        }
        try {
            return bounded("base64", Base64.getDecoder().decode(BusServer.text(body, "base64")));
        } catch (IllegalArgumentException e) {
            throw BusServer.failure(BusServer.BAD_REQUEST, "\"base64\" must be base64: " + e.getMessage());
        }
    }

    private static @Nullable Long whole(JsonObject body, String field, long least) {
        Object value = body.getValue(field);
        if (value == null) {
            return null;
        }
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= least) {
                return number;
            }
        }
        throw BusServer.failure(
                BusServer.BAD_REQUEST,
                "\"" + field + "\" must be a whole number of " + least + " or more, not " + value);
    }
}
