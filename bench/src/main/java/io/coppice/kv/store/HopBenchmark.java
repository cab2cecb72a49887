package io.coppice.kv.store;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to get to a bucket: a hop from one event loop to another, which a command would take twice, and a turn of a
 * bucket that is idle, which is what it takes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class HopBenchmark {

    /** In all; so many that it does not count that the first is made from another thread. */
    private static final int HOPS = 4096;

    /** Under way at a time in {@link #hopsOfMany}, so that no thread falls asleep. */
    private static final int MANY = 64;

    /** Each has one event loop. */
    private final Vertx[] vertx = {vertxOfOneLoop(), vertxOfOneLoop()};

    private final Context[] loops = {vertx[0].getOrCreateContext(), vertx[1].getOrCreateContext()};
    private final Bucket bucket = new Bucket("b", new IdleHome());
    private final Counter counter = new Counter();

    private static Vertx vertxOfOneLoop() {
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    }

    @TearDown
    public void close() {
        vertx[0].close().await();
        vertx[1].close().await();
    }

    /** One at a time: each wakes a thread. */
    @Benchmark
    @OperationsPerInvocation(HOPS)
    public void hop() throws InterruptedException {
        play(1);
    }

    @Benchmark
    @OperationsPerInvocation(HOPS)
    public void hopsOfMany() throws InterruptedException {
        play(MANY);
    }

    @Benchmark
    public int turn() {
        if (!bucket.offer(counter)) {
            throw new IllegalStateException("the bucket was not idle");
        }
        return counter.turns;
    }

    private void play(int balls) throws InterruptedException {
        CountDownLatch landed = new CountDownLatch(balls);
        for (int i = 0; i < balls; i++) {
            loops[0].runOnContext(new Ball(HOPS / balls, landed));
        }
        landed.await();
    }

    /** Goes from one event loop to the other, so many times. */
    private final class Ball implements Handler<Void> {
        private final CountDownLatch landed;
        private int left;

        Ball(int hops, CountDownLatch landed) {
            this.left = hops;
            this.landed = landed;
        }

        @Override
        public void handle(Void nothing) {
            left--;
            if (left == 0) {
                landed.countDown();
            } else {
                loops[left & 1].runOnContext(this);
            }
        }
    }

    /** Counts its turns. */
    private static final class Counter implements Turn {
        private int turns;

        @Override
        public void take() {
            turns++;
        }

        @Override
        public void taken() {
            throw new IllegalStateException("the turn was left to another thread");
        }

        @Override
        public void unsettled(boolean isUnknown) {}

        @Override
        public void refused(boolean crashed) {
            throw new IllegalStateException("the bucket took no turn");
        }
    }
}
