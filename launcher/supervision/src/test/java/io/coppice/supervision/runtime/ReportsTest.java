package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReportsTest extends OnVertx {

    @Test
    void whatIsToldBehindAListenerThatTakesTooLongIsBounded() {
        Reports reports = SupervisionSystem.of(vertx).reports();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        reports.later(() -> {
            begun.countDown();
            waitFor(released);
        });
        waitFor(begun);

        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < Reports.MOST_WAITING + 7; i++) {
            reports.later(told::incrementAndGet);
        }
        assertThat(told).hasValue(0);
        released.countDown();
        await().untilAsserted(() -> assertThat(told).hasValue(Reports.MOST_WAITING - 1));

        reports.later(told::incrementAndGet);
        awaitTold(vertx);
        assertThat(told).hasValue(Reports.MOST_WAITING);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
