package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.component.bus.Failure;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.coppice.test.CapturedLog;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadersTest {

    private static final int TRIES = 4;

    @TempDir
    private Path folder;

    /** A supervisor that is not there, and a database that cannot be opened. */
    @ParameterizedTest
    @CsvSource({"/none, 0", "/readers, 1"})
    void anOverflowReaderThatDoesNotStartIsTriedAgainAtLeisure(String supervisor, int warnings)
            throws IOException, InterruptedException, TimeoutException {
        Vertx vertx = Vertx.vertx();
        try (CapturedLog log = new CapturedLog(Readers.class.getName())) {
            Supervisor.start(
                            vertx,
                            SupervisorSpec.of(
                                    RestartStrategy.ONE_FOR_ONE, ChildSpec.of("readers", SupervisorSpec.ofDynamic())))
                    .await(10, TimeUnit.SECONDS);
            Child owner = Supervision.of(vertx).child("/readers").orElseThrow();
            Context context = vertx.getOrCreateContext();
            // A folder is no database.
            Path missing = Files.createDirectory(folder.resolve("such.db"));
            Readers readers = new Readers(
                    vertx,
                    context,
                    owner,
                    supervisor,
                    new DeploymentOptions(),
                    id -> new ReaderVerticle<>(
                            "notes.reader." + id, () -> SqliteSession.reader(missing), (session, request) -> request));
            CountDownLatch tries = new CountDownLatch(TRIES);
            Pool pool = new Pool(new Pool.Limits(1, 10, 1), new Tries(readers, tries));
            long begun = System.nanoTime();
            context.runOnContext(v -> {
                readers.start(0, pool);
                pool.checkout(1, "", 0, Long.MAX_VALUE);
            });

            assertThat(tries.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(250));
            assertThat(log.warnings()).hasSize(warnings).allSatisfy(warning -> {
                assertThat(warning.getFormattedMessage()).contains("/readers/overflow-1 was not started");
                assertThat(warning.getThrowableProxy()).isNull();
            });
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    /** Starts readers and counts how often. */
    private record Tries(Readers readers, CountDownLatch tries) implements Pool.Orders {

        @Override
        public void lend(long request, String worker) {
            throw new AssertionError("nothing can be lent");
        }

        @Override
        public void refuse(long request, Failure failure, String why) {
            throw new AssertionError(why);
        }

        @Override
        public void startOverflow(String worker) {
            tries.countDown();
            readers.startOverflow(worker);
        }

        @Override
        public void stopOverflow(String worker) {
            throw new AssertionError("nothing was started");
        }
    }
}
