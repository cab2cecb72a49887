package io.coppice.kv.resp;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.Entry;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Request;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The options of SCAN and HSCAN.
 *
 * @param glob which names or fields are wanted; null for all
 * @param count about how many are to be looked at
 * @param type of SCAN: what type of keys is wanted; null for all
 * @param fault what is wrong with the options, as an error; null for nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ScanOptions(@Nullable Glob glob, int count, @Nullable String type, byte @Nullable [] fault) {

    /** The answer where there is nothing to scan. */
    static final byte[] NOTHING = Request.ascii("*2\r\n$1\r\n0\r\n*0\r\n");

    /** A hash of so few fields is scanned at once, as Redis does with those that it keeps in a list. */
    private static final int SMALL = 128;

    /** So many are looked at in one call at most, whatever its COUNT, which in Redis is no more than a hint either. */
    private static final int MOST_COUNT = 10_000;

    private static final int DEFAULT_COUNT = 10;
    private static final byte[] SYNTAX = Resp.error("ERR syntax error");
    private static final byte[] NO_NUMBER = Resp.error("ERR value is not an integer or out of range");

    static ScanOptions of(byte[][] arguments) {
        Glob glob = null;
        long count = DEFAULT_COUNT;
        String type = null;
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                return faulty(SYNTAX);
            }
            byte[] value = arguments[i + 1];
            switch (new String(arguments[i], StandardCharsets.UTF_8).toLowerCase(Locale.ROOT)) {
                case "match" -> {
                    if (Glob.isTooLong(value)) {
                        return faulty(Glob.TOO_LONG);
                    }
                    glob = new Glob(value);
                }
                case "count" -> {
                    count = Numbers.parse(value);
                    if (!Numbers.isWhole(value)) {
                        return faulty(NO_NUMBER);
                    }
                    if (count < 1) {
                        return faulty(SYNTAX);
                    }
                }
                case "type" -> type = new String(value, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
                default -> {
                    return faulty(SYNTAX);
                }
            }
        }
        return new ScanOptions(glob, (int) Math.min(count, MOST_COUNT), type, null);
    }

    private static ScanOptions faulty(byte[] fault) {
        return new ScanOptions(null, DEFAULT_COUNT, null, fault);
    }

    /** Whether keys are wanted at all, as all are hashes. */
    boolean wantsHashes() {
        return type == null || type.equals("hash");
    }

    boolean wants(byte[] name) {
        return glob == null || glob.matches(name);
    }

    /** In the bucket's turn. */
    byte[] scan(Bucket bucket, int cursor) {
        Output found = Output.ofAnswer();
        int[] items = {0};
        Consumer<Entry> visitor = entry -> {
            if (wants(entry.key())) {
                Resp.bulk(found, entry.key());
                Resp.bulk(found, entry.value());
                items[0] += 2;
            }
        };
        int next = 0;
        if (bucket.size() <= SMALL) {
            bucket.forEach(visitor);
        } else {
            next = bucket.scan(cursor, count, visitor);
        }
        return answer(next, items[0], found);
    }

    static byte[] answer(int cursor, int items, Output found) {
        Output out = new Output();
        Resp.array(out, 2);
        Resp.bulk(out, Integer.toUnsignedString(cursor));
        Resp.array(out, items);
        out.append(found.toArray());
        return out.toArray();
    }
}
