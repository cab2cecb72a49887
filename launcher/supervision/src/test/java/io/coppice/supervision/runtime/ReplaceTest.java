package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleSource;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Verticles that are replaced by newer ones while they run. */
class ReplaceTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger version = new AtomicInteger(1);

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    /** Answers with its version, which is what was the newest when it was made; a negative one does not start. */
    private final class Versioned extends VerticleBase {
        private final int own = version.get();

        @Override
        public Future<?> start() {
            if (own < 0) {
                return Future.failedFuture("no good");
            }
            vertx.eventBus().<String>localConsumer("version", message -> {
                if (message.body().equals("crash")) {
                    throw new IllegalStateException("asked to");
                }
                message.reply(own);
            });
            return Future.succeededFuture();
        }
    }

    private final VerticleSource newest = new VerticleSource() {
        @Override
        public VerticleStart next() {
            int made = version.get();
            return VerticleStart.of("version " + made, Versioned::new);
        }

        @Override
        public String description() {
            return "versioned";
        }
    };

    private Supervisor started() throws Exception {
        return await(
                Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ChildSpec.of("v", newest))));
    }

    private int answer() throws Exception {
        return await(vertx.eventBus().<Integer>request("version", "which")).body();
    }

    @Test
    void theNextOneAnswersAndTheOneBeforeIsGone() throws Exception {
        Supervisor root = started();
        Child before = root.child("v").orElseThrow();
        version.set(2);
        await(root.replaceChild("v"));
        assertThat(answer()).isEqualTo(2);
        assertThat(answer()).as("nobody else").isEqualTo(2);
        assertThat(before.isRunning()).isFalse();
        assertThat(before.ended().isComplete()).isTrue();
        assertThat(root.child("v")).hasValueSatisfying(now -> assertThat(now).isNotSameAs(before));
        assertThat(vertx.deploymentIDs()).hasSize(1);
    }

    @Test
    void oneThatDoesNotStartLeavesTheOneBefore() throws Exception {
        Supervisor root = started();
        Child before = root.child("v").orElseThrow();
        version.set(-2);
        assertThatThrownBy(() -> await(root.replaceChild("v"))).hasMessageContaining("no good");
        assertThat(answer()).isEqualTo(1);
        assertThat(root.child("v")).contains(before);
        assertThat(vertx.deploymentIDs()).hasSize(1);
    }

    @Test
    void aCrashBringsUpTheNewest() throws Exception {
        Supervisor root = started();
        Child before = root.child("v").orElseThrow();
        version.set(3);
        vertx.eventBus().send("version", "crash");
        await(before.ended());
        org.awaitility.Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(answer()).isEqualTo(3));
        assertThat(root.child("v")).isPresent();
    }

    @Test
    void itsSupervisorStopsWithNothingLeft() throws Exception {
        Supervisor root = started();
        version.set(2);
        Future<Void> replaced = root.replaceChild("v");
        await(root.stop());
        org.awaitility.Awaitility.await().until(replaced::isComplete);
        assertThat(vertx.deploymentIDs()).isEmpty();
    }
}
