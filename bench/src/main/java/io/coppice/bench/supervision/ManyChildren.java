package io.coppice.bench.supervision;

import io.coppice.bench.Heap;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * What one child of many costs: bytes of heap, spec included, and microseconds to start, in a process whose compilers are done
 * and in a fresh one.
 */
public final class ManyChildren {

    /** Starts under way at a time, for a dynamic supervisor. */
    private static final int IN_FLIGHT = 256;

    /** So often all are started and stopped before those that are measured: the first time is that of a fresh process. */
    private static final int LIVES_BEFORE = 3;

    private ManyChildren() {}

    /**
     * Arguments: {@code static}, {@code dynamic} or, without any supervisor, {@code bare}, and the number of children. Prints
     * of one the bytes, the microseconds, and those in a fresh process.
     */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("bare")) {
            bare(Integer.parseInt(args[1]));
            return;
        }
        boolean dynamic = switch (args[0]) {
            case "static" -> false;
            case "dynamic" -> true;
            default -> throw new IllegalArgumentException("static, dynamic or bare, not " + args[0]);
        };
        int count = Integer.parseInt(args[1]);
        Vertx vertx = Vertx.vertx();
        long fresh = 0;
        for (int life = 0; life < LIVES_BEFORE; life++) {
            long from = System.nanoTime();
            Supervisor root = start(vertx, dynamic, count);
            fresh = life == 0 ? System.nanoTime() - from : fresh;
            root.stop().await();
        }
        long before = Heap.inUse();
        long from = System.nanoTime();
        Supervisor root = start(vertx, dynamic, count);
        long nanos = System.nanoTime() - from;
        long bytes = Heap.inUse() - before;
        int active = root.countChildren().await().active();
        if (active != count) {
            throw new IllegalStateException("only " + active + " of " + count + " run");
        }
        print(count, bytes, nanos, fresh);
    }

    /** What Vert.x needs by itself to deploy such verticles, as many under way at a time. */
    private static void bare(int count) throws Exception {
        Vertx vertx = Vertx.vertx();
        long fresh = 0;
        for (int life = 0; life < LIVES_BEFORE; life++) {
            long from = System.nanoTime();
            new Starter(i -> vertx.deployVerticle(new Idle()), count).run().await();
            fresh = life == 0 ? System.nanoTime() - from : fresh;
            Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList())
                    .await();
        }
        long before = Heap.inUse();
        long from = System.nanoTime();
        new Starter(i -> vertx.deployVerticle(new Idle()), count).run().await();
        long nanos = System.nanoTime() - from;
        print(count, Heap.inUse() - before, nanos, fresh);
    }

    private static void print(int count, long bytes, long nanos, long fresh) {
        System.out.printf("%d %.2f %.2f%n", bytes / count, nanos / 1e3 / count, fresh / 1e3 / count);
        System.exit(0);
    }

    private static Supervisor start(Vertx vertx, boolean dynamic, int count) {
        if (dynamic) {
            Supervisor root =
                    Supervisor.start(vertx, SupervisorSpec.ofDynamic()).await();
            new Starter(i -> root.startChild(spec(i)), count).run().await();
            return root;
        }
        List<ChildSpec> specs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            specs.add(spec(i));
        }
        return Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, specs.toArray(ChildSpec[]::new)))
                .await();
    }

    private static ChildSpec spec(int i) {
        return ChildSpec.of("child-" + i, VerticleStart.of("Idle", Idle::new));
    }

    private static final class Idle extends VerticleBase {
        @Override
        public Future<?> start() {
            return Future.succeededFuture();
        }
    }

    /** Starts children with a bounded number under way. */
    private static final class Starter {
        private final IntFunction<Future<?>> start;
        private final int count;
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger left;
        private final Promise<Void> done = Promise.promise();

        Starter(IntFunction<Future<?>> start, int count) {
            this.start = start;
            this.count = count;
            this.left = new AtomicInteger(count);
        }

        Future<Void> run() {
            for (int i = 0; i < IN_FLIGHT; i++) {
                next();
            }
            return done.future();
        }

        private void next() {
            int i = asked.getAndIncrement();
            if (i < count) {
                Future<?> started = start.apply(i);
                started.onFailure(done::tryFail).onSuccess(child -> {
                    if (left.decrementAndGet() == 0) {
                        done.tryComplete();
                    }
                    next();
                });
            }
        }
    }
}
