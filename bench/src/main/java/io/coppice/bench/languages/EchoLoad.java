package io.coppice.bench.languages;

import com.sun.management.OperatingSystemMXBean;
import io.coppice.supervision.Loop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A verticle that keeps requests under way, checks their answers and counts them. */
final class EchoLoad extends VerticleBase {

    private static final JsonObject BODY = new JsonObject().put("n", 1);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    /** The share of the processor time that the compilers and the collector take when all is compiled. */
    private static final double LITTLE = 0.1;

    private static final int MOST_LOOKS = 60;
    static final int WINDOWS = 16;

    private final String address;
    /** Written by its own loop only. */
    private final AtomicLong done = new AtomicLong();

    private volatile long thread;
    private volatile boolean enough;
    private volatile @Nullable Throwable failure;

    private EchoLoad(String address) {
        this.address = address;
    }

    /**
     * What was measured.
     *
     * @param perSecond requests
     * @param clientMicros the processor time of the client's own thread for one of them
     * @param othersMicros that of all other threads of Java; the compilers and the collector are none of these
     */
    record Rate(double perSecond, double clientMicros, double othersMicros) {}

    /**
     * The best of {@value #WINDOWS} windows, on another event loop than the asked.
     *
     * @param asked where they are served
     * @param warmUp at least so many seconds before them are not counted, and so many that the compilers have little left to do
     * @param seconds of each window
     */
    static Rate measure(Vertx vertx, Context asked, String address, int underWay, double warmUp, double seconds)
            throws InterruptedException {
        EchoLoad load;
        do {
            load = new EchoLoad(address);
            vertx.deployVerticle(load).await();
        } while (Loop.of(load.context).equals(Loop.of(asked)));
        return load.best(underWay, warmUp, seconds);
    }

    /** The best of {@value #WINDOWS} windows, with one request under way, where there is one event loop for all. */
    static Rate measure(Vertx vertx, String address, double warmUp, double seconds) throws InterruptedException {
        EchoLoad load = new EchoLoad(address);
        vertx.deployVerticle(load).await();
        return load.best(1, warmUp, seconds);
    }

    /** As fast as the machine can be: others on it take from each window what they like, and never give. */
    private Rate best(int underWay, double warmUp, double seconds) throws InterruptedException {
        warmUp(underWay, warmUp);
        Rate best = window(seconds);
        for (int i = 1; i < WINDOWS; i++) {
            Rate next = window(seconds);
            best = new Rate(
                    Math.max(best.perSecond, next.perSecond),
                    Math.min(best.clientMicros, next.clientMicros),
                    Math.min(best.othersMicros, next.othersMicros));
        }
        end();
        return best;
    }

    private void warmUp(int underWay, double seconds) throws InterruptedException {
        begin(underWay);
        pause(seconds);
        awaitCompilers();
    }

    private Rate window(double seconds) throws InterruptedException {
        long before = done.get();
        long client = THREADS.getThreadCpuTime(thread);
        long all = cpuOfAll();
        long from = System.nanoTime();
        pause(seconds);
        long requests = done.get() - before;
        long nanos = System.nanoTime() - from;
        all = cpuOfAll() - all;
        client = THREADS.getThreadCpuTime(thread) - client;
        return new Rate(requests * 1e9 / nanos, client / 1e3 / requests, (all - client) / 1e3 / requests);
    }

    private void end() {
        enough = true;
        vertx.undeploy(deploymentID()).await();
        if (failure != null) {
            throw new IllegalStateException("a request failed", failure);
        }
    }

    /** On a loaded machine they take longer, and what they have yet to do is no cost of a request. */
    private static void awaitCompilers() throws InterruptedException {
        boolean isBusy = true;
        for (int i = 0; isBusy && i < MOST_LOOKS; i++) {
            long threads = cpuOfAll();
            long process = PROCESS.getProcessCpuTime();
            pause(1);
            process = PROCESS.getProcessCpuTime() - process;
            threads = cpuOfAll() - threads;
            isBusy = process - threads > LITTLE * process;
        }
    }

    private static long cpuOfAll() {
        // One that has ended has -1.
        return LongStream.of(THREADS.getAllThreadIds())
                .map(THREADS::getThreadCpuTime)
                .filter(nanos -> nanos > 0)
                .sum();
    }

    private static void pause(double seconds) throws InterruptedException {
        Thread.sleep((long) (seconds * 1000));
    }

    /** Asks once. */
    static Future<Message<Object>> ask(Vertx vertx, String address) {
        return vertx.eventBus().request(address, BODY).onSuccess(EchoLoad::check);
    }

    private static void check(Message<Object> reply) {
        if (!BODY.equals(reply.body())) {
            throw new IllegalStateException("the answer was " + reply.body());
        }
    }

    @Override
    public Future<?> start() {
        thread = Thread.currentThread().getId();
        return Future.succeededFuture();
    }

    private void begin(int underWay) {
        context.runOnContext(v -> {
            for (int i = 0; i < underWay; i++) {
                next();
            }
        });
    }

    private void next() {
        vertx.eventBus().request(address, BODY).onComplete(answer -> {
            if (answer.failed()) {
                failure = answer.cause();
            } else if (!enough) {
                check(answer.result());
                done.lazySet(done.get() + 1);
                next();
            }
        });
    }
}
