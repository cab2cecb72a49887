package io.coppice.supervision.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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

    @Test
    void whatAnEventLoopTellsIsToldWhileItIsHeld() throws InterruptedException {
        Reports reports = SupervisionSystem.of(vertx).reports();
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        vertx.getOrCreateContext().runOnContext(v -> {
            reports.later(told::countDown);
            waitFor(released);
        });

        boolean isTold = told.await(10, SECONDS);
        released.countDown();
        assertThat(isTold).isTrue();
    }

    @Test
    void whatAnEventLoopTellsComesBeforeWhatOthersTellLater() {
        Reports reports = SupervisionSystem.of(vertx).reports();
        List<String> told = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        vertx.getOrCreateContext().runOnContext(v -> {
            reports.later(() -> told.add("first"));
            begun.countDown();
            waitFor(released);
        });
        waitFor(begun);

        reports.later(() -> told.add("second"));
        awaitTold(vertx);
        released.countDown();
        assertThat(told).containsExactly("first", "second");
    }

    @Test
    void whoIsToldOfAnEndHasHeardOfTheCrash() {
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, plain("a"))));
        Future<Stream<EventKind>> heard =
                running("/a").ended().map(reason -> List.copyOf(events).stream().map(SupervisionEvent::kind));

        vertx.eventBus().send("a", "boom");

        assertThat(get(heard)).contains(EventKind.CRASHED);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
