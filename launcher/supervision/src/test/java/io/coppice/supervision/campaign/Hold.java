package io.coppice.supervision.campaign;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A handler that holds its thread until it is let go. */
final class Hold {

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /** For the handler. */
    void hold() {
        held.countDown();
        await(release, "to be let go");
    }

    void awaitHeld() {
        await(held, "for a handler to hold its thread");
    }

    void release() {
        release.countDown();
    }

    private static void await(CountDownLatch latch, String what) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("waited 30 s " + what);
            }
        } catch (InterruptedException e) {
            // To undeploy a verticle may interrupt it.
            Thread.currentThread().interrupt();
        }
    }
}
