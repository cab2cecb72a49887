package io.coppice.bench.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** A bucket that is written all the time, each time with the next number: one write after the other, a pause between two. */
final class Probe {

    private static final String KEY = "often";
    private static final long PAUSE_MILLIS = 50;

    private final Vertx vertx;
    private final LineClient lines;
    private final String name;
    private final Promise<Void> again = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();
    private volatile long lost;
    private volatile long writtenAt;
    private volatile boolean stops;
    private long sent;
    private volatile long acknowledged;

    Probe(Vertx vertx, LineClient lines, String name) {
        this.vertx = vertx;
        this.lines = lines;
        this.name = name;
    }

    void start() {
        if (stops) {
            stopped.complete();
            return;
        }
        long begun = System.nanoTime();
        long number = ++sent;
        lines.send("PUT " + name + " " + KEY + " " + number).onComplete((answer, failure) -> {
            if (failure == null && answer.equals("OK")) {
                acknowledged = number;
                if (lost != 0 && begun >= lost) {
                    writtenAt = writtenAt == 0 ? System.nanoTime() : writtenAt;
                    again.tryComplete();
                }
            }
            vertx.setTimer(PAUSE_MILLIS, id -> start());
        });
    }

    /** From this moment on, in nanoseconds, the node is gone. */
    void lost(long moment) {
        lost = moment;
    }

    /** Completes with the first acknowledgement of a write that was begun after that. */
    Future<Void> again() {
        return again.future();
    }

    /** When that was, in nanoseconds. */
    long writtenAt() {
        return writtenAt;
    }

    Future<Void> stop() {
        stops = true;
        return stopped.future();
    }

    /** 1 where another connection finds less than what was acknowledged, or more than was ever written; else 0. */
    Future<Integer> check(LineClient other) {
        return other.send("GET " + name + " " + KEY)
                .map(found -> found.matches("[0-9]+")
                                && Long.parseLong(found) >= acknowledged
                                && Long.parseLong(found) <= sent
                        ? 0
                        : 1);
    }
}
