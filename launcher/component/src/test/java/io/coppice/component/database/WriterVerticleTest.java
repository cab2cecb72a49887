package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.component.bus.Failure;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterVerticleTest {

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void start() throws TimeoutException {
        DeploymentOptions options = new DeploymentOptions()
                .setConfig(new JsonObject()
                        .put("database", folder.resolve("notes.db").toString()));
        VerticleStart start = VerticleStart.of("java:notes", NoteWriter::new).withOptions(options);
        Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ChildSpec.of("writer", start)))
                .await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private Future<JsonObject> write(String text) {
        return vertx.eventBus()
                .<JsonObject>request(NoteWriter.ADDRESS, new JsonObject().put("text", text))
                .map(reply -> reply.body());
    }

    private void assertRefused(Future<?> request, Failure failure) {
        assertThatThrownBy(() -> request.await(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        refused -> assertThat(refused.failureCode()).isEqualTo(failure.code()));
    }

    @Test
    void oneThatIsRefusedDoesNotHarmTheOthersOfItsGroup() throws TimeoutException {
        Future<JsonObject> first = write("milk");
        Future<JsonObject> refused = write("");
        Future<JsonObject> last = write("bread");

        assertThat(first.await(20, TimeUnit.SECONDS)).isEqualTo(new JsonObject().put("kept", "milk"));
        assertRefused(refused, Failure.FULL);
        assertThat(last.await(20, TimeUnit.SECONDS)).isEqualTo(new JsonObject().put("kept", "bread"));
    }

    @Test
    void whatIsNoRequestIsRefused() {
        assertRefused(vertx.eventBus().request(NoteWriter.ADDRESS, new JsonObject()), Failure.BAD_REQUEST);
        assertRefused(vertx.eventBus().request(NoteWriter.ADDRESS, "text"), Failure.BAD_REQUEST);
    }

    @Test
    void aBugInAWriteIsACrashAndNobodyIsToldThatItIsDone() {
        var before = Supervision.of(vertx).child("/writer").orElseThrow();

        assertRefused(write("crash"), Failure.UNKNOWN_OUTCOME);

        await().until(() -> Supervision.of(vertx)
                .child("/writer")
                .filter(now -> now != before && now.isRunning())
                .isPresent());
        await().until(() -> write("milk").await(20, TimeUnit.SECONDS).containsKey("kept"));
    }
}
