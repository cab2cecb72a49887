package io.coppice.bench.supervision;

import io.coppice.supervision.Child;
import io.coppice.supervision.Registry;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/** Look-ups a second in a registry of unique keys, by one thread. */
public final class RegistryLookups {

    private static final int KEYS = 100;

    private RegistryLookups() {}

    /** Argument: the number of look-ups; as many before them are not counted. Prints how many a second. */
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        Vertx vertx = Vertx.vertx();
        VerticleBase idle = new VerticleBase() {
            @Override
            public Future<?> start() {
                return Future.succeededFuture();
            }
        };
        ChildSpec spec = ChildSpec.of("owner", VerticleStart.of("owner", () -> idle));
        Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, spec))
                .await();
        Child owner = Supervision.of(vertx).child("/owner").orElseThrow();
        Registry<String, Integer> registry = Registry.ofUniqueKeys(vertx);
        String[] keys = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "list " + (i + 1);
            registry.register(keys[i], i, owner);
        }

        long warmUp = lookUp(registry, keys, count);
        long from = System.nanoTime();
        long sum = lookUp(registry, keys, count);
        long nanos = System.nanoTime() - from;
        if (sum != warmUp) {
            throw new IllegalStateException("the same look-ups found something else");
        }
        System.out.printf("%.0f%n", count * 1e9 / nanos);
        System.exit(0);
    }

    /** The sum of the values, so that no look-up can be left out. */
    private static long lookUp(Registry<String, Integer> registry, String[] keys, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += registry.lookup(keys[i % KEYS]).get(0).value();
        }
        return sum;
    }
}
