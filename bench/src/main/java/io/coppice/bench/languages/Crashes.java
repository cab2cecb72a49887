package io.coppice.bench.languages;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.EventKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** From a crash of the only child to its next answer. */
final class Crashes {

    private static final int PATIENCE_SECONDS = 60;

    private final Vertx vertx;
    private final String address;
    private volatile Promise<Void> restarted = Promise.promise();

    Crashes(Vertx vertx, String address) {
        this.vertx = vertx;
        this.address = address;
        Supervision.of(vertx).listen(event -> {
            if (event.kind() == EventKind.RESTARTED) {
                restarted.tryComplete();
            }
        });
    }

    /** Milliseconds from just before its handler is told to throw. */
    double byThrowing() throws Exception {
        return time(() -> vertx.eventBus().request(address + ".crash", null).onSuccess(wrong -> {
            throw new IllegalStateException("it did not crash");
        }));
    }

    /** Milliseconds from just before its process is killed, which is the only one of this process. */
    double byKilling() throws Exception {
        ProcessHandle only = ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .reduce((one, other) -> {
                    throw new IllegalStateException("there are several processes: " + one + " and " + other);
                })
                .orElseThrow(() -> new IllegalStateException("there is no process"));
        return time(only::destroyForcibly);
    }

    private double time(Runnable crash) throws Exception {
        Promise<Void> back = Promise.promise();
        restarted = back;
        long from = System.nanoTime();
        crash.run();
        Future<Double> millis = back.future()
                .compose(v -> EchoLoad.ask(vertx, address))
                .map(answer -> (System.nanoTime() - from) / 1e6);
        return millis.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
