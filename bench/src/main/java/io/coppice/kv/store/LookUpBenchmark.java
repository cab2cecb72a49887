package io.coppice.kv.store;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to find a bucket by its name, and an entry in it, of ever more buckets in no order: with many it is the
 * processor's caches that are measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx2g")
public class LookUpBenchmark {

    /** A power of two; more names than the processor's caches keep the entries of. */
    private static final int NAMES = 1 << 16;

    private static final int LENGTH = 8;
    private static final byte[] KEY = "k".getBytes(StandardCharsets.US_ASCII);

    @Param({"1000", "100000", "1000000"})
    public int buckets;

    private final Vertx vertx = Vertx.vertx();
    private final BucketTable table = BucketTable.of(vertx);
    private final Bytes name = Bytes.probe();
    private final Bytes key = Bytes.probe();
    /** One after another, as in a read buffer. */
    private final byte[] names = new byte[NAMES * LENGTH];

    private int next;

    @Setup
    public void fill() {
        for (int i = 0; i < buckets; i++) {
            Bucket bucket = new Bucket(name(i), new IdleHome());
            bucket.put(Bytes.of(KEY), KEY);
            table.insert(bucket);
        }
        Random random = new Random(1);
        for (int i = 0; i < NAMES; i++) {
            byte[] any = name(random.nextInt(buckets)).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(any, 0, names, i * LENGTH, LENGTH);
        }
    }

    private static String name(int number) {
        return String.format("b%07d", number);
    }

    @TearDown
    public void close() {
        vertx.close().await();
    }

    @Benchmark
    public @Nullable Bucket bucket() {
        next = (next + 1) & (NAMES - 1);
        name.moveTo(names, next * LENGTH, LENGTH);
        return table.lookup(name);
    }

    @Benchmark
    public @Nullable Entry entry() {
        Bucket bucket = bucket();
        key.moveTo(KEY, 0, KEY.length);
        return bucket == null ? null : bucket.find(key);
    }
}
