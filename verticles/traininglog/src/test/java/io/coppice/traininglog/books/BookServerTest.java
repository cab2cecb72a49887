package io.coppice.traininglog.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.component.bus.Failure;
import io.coppice.supervision.Continues;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.SupervisorSpec;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BookServerTest {

    private static final UserName ALICE = new UserName("alice");

    @Test
    void refusesWhatComesBetweenItsExitAndItsEnd() throws Exception {
        // An event loop for each, as one is held up.
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(16));
        CountDownLatch held = new CountDownLatch(1);
        try {
            vertx.eventBus()
                    .<JsonObject>localConsumer(
                            "traininglog.database.pool",
                            request -> request.reply(
                                    new JsonObject().put("lease", 1).put("worker", "a.reader")));
            vertx.eventBus()
                    .<JsonObject>localConsumer(
                            "a.reader",
                            request -> request.reply(new JsonObject()
                                    .put("last", 0)
                                    .put("count", 0)
                                    .put("logs", Buffer.buffer())));
            BookSettings settings = new BookSettings(Duration.ofMillis(100), 10, 10);
            Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
            VerticleStart start = VerticleStart.of(
                    "java:book", () -> new Unheard(new BookServer(ALICE, settings), () -> hold(root, held)));
            root.startChild(ChildSpec.of("alice", start));

            // To be asked is to be used, and one that is used does not exit.
            await().pollInterval(Duration.ofMillis(400)).until(() -> isRefused(vertx));

            assertThat(Supervision.of(vertx).child("/alice")).isPresent();
        } finally {
            held.countDown();
            get(vertx.close());
        }
    }

    private static boolean isRefused(Vertx vertx) throws Exception {
        Future<Object> answer = vertx.eventBus()
                .request(BookServer.address(ALICE), new JsonObject().put("action", "book"))
                .map(reply -> reply.body());
        return get(answer.transform(done -> Future.succeededFuture(
                Failure.of(done.cause()).filter(Failure.UNAVAILABLE::equals).isPresent())));
    }

    /** When it is up its supervisor is held up, so that it learns of its exit and cannot act on it yet. */
    private record Unheard(BookServer book, Runnable hold) implements Deployable, Continues {
        @Override
        public Future<?> deploy(Context context) throws Exception {
            return book.deploy(context);
        }

        @Override
        public void handleContinue() {
            hold.run();
        }

        @Override
        public Future<?> undeploy(Context context) throws Exception {
            return book.undeploy(context);
        }
    }

    /** Returns when a supervisor has begun with something that lasts until the latch is released. */
    private static void hold(Supervisor supervisor, CountDownLatch latch) {
        CountDownLatch begun = new CountDownLatch(1);
        ChildStart lasts = () -> {
            begun.countDown();
            waitFor(latch);
            return "nothing that runs";
        };
        ForkJoinPool.commonPool().execute(() -> supervisor.startChild(ChildSpec.of("held", lasts)));
        waitFor(begun);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(5, TimeUnit.SECONDS);
    }
}
