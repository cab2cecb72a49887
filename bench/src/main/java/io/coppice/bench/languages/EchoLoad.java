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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A verticle that keeps requests under way, checks their answers and counts them; on another event loop than the asked. */
final class EchoLoad extends VerticleBase {

    private static final JsonObject BODY = new JsonObject().put("n", 1);

    private final String address;
    /** Written by its own loop only. */
    private final AtomicLong done = new AtomicLong();

    private volatile boolean enough;
    private volatile @Nullable Throwable failure;

    private EchoLoad(String address) {
        this.address = address;
    }

    /**
     * What was measured.
     *
     * @param perSecond requests
     * @param cpuMicros the processor time of this process for one of them, compilers and collector included
     */
    record Rate(double perSecond, double cpuMicros) {}

    /**
     * Measures for some seconds.
     *
     * @param asked where they are served
     * @param warmUp so many seconds before them are not counted
     */
    static Rate measure(Vertx vertx, Context asked, String address, int underWay, double warmUp, double seconds)
            throws InterruptedException {
        EchoLoad load;
        do {
            load = new EchoLoad(address);
            vertx.deployVerticle(load).await();
        } while (Loop.of(load.context).equals(Loop.of(asked)));
        load.begin(underWay);
        pause(warmUp);
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = load.done.get();
        long cpu = process.getProcessCpuTime();
        long from = System.nanoTime();
        pause(seconds);
        long requests = load.done.get() - before;
        Rate rate = new Rate(
                requests * 1e9 / (System.nanoTime() - from), (process.getProcessCpuTime() - cpu) / 1e3 / requests);
        load.enough = true;
        vertx.undeploy(load.deploymentID()).await();
        if (load.failure != null) {
            throw new IllegalStateException("a request failed", load.failure);
        }
        return rate;
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
