package io.coppice.component.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** A part that is killed: while it waits for the database, and later. */
class KilledPartTest {

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("notes.db");
    }

    @Test
    void aReaderThatWasKilledOpensNothing() throws Exception {
        leavesNothing(
                new ReaderVerticle<>(
                        "notes.reader.1", () -> SqliteSession.reader(file()), (session, request) -> request),
                "notes.reader.1");
    }

    @Test
    void aWriterThatWasKilledOpensNothing() throws Exception {
        leavesNothing(new NoteWriter(), NoteWriter.ADDRESS);
    }

    @Test
    void oneThatIsKilledLaterClosesWhatItHasOpened() throws Exception {
        NativeLibrary.load(folder.resolve("native"));
        Vertx vertx = Vertx.vertx();
        try {
            Supervisor root =
                    Supervisor.start(vertx, SupervisorSpec.ofDynamic()).await(5, TimeUnit.SECONDS);
            root.startChild(ChildSpec.of(
                                    "part",
                                    VerticleStart.of("java:part", NoteWriter::new)
                                            .withOptions(new DeploymentOptions()
                                                    .setConfig(new JsonObject().put("database", file().toString()))))
                            .withRestart(RestartType.TEMPORARY))
                    .await(20, TimeUnit.SECONDS);
            vertx.eventBus()
                    .request(NoteWriter.ADDRESS, new JsonObject().put("text", "milk"))
                    .await(20, TimeUnit.SECONDS);
            assertThat(folder.resolve("notes.db-wal")).exists();

            Supervision.of(vertx).child("/part").orElseThrow().exit(ExitReason.KILLED);

            // SQLite removes it when the last connection is closed.
            await().until(() -> Files.notExists(folder.resolve("notes.db-wal")));
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private void leavesNothing(Deployable part, String address) throws Exception {
        NativeLibrary.load(folder.resolve("native"));
        Vertx vertx = Vertx.vertx();
        try {
            Watched watched = new Watched(part);
            VerticleStart start = VerticleStart.of("java:part", () -> watched)
                    .withOptions(
                            new DeploymentOptions().setConfig(new JsonObject().put("database", file().toString())));
            try (Connection other = JDBC.createConnection("jdbc:sqlite:" + file(), new Properties());
                    Statement lock = other.createStatement()) {
                lock.execute("BEGIN EXCLUSIVE");
                Supervisor.start(vertx, SupervisorSpec.ofDynamic())
                        .onSuccess(root -> root.startChild(ChildSpec.of("part", start)));
                Child child = watched.self.get(5, TimeUnit.SECONDS);
                child.exit(ExitReason.KILLED);
                child.ended().await(5, TimeUnit.SECONDS);
                lock.execute("ROLLBACK");
            }

            assertThat(watched.started.get(10, TimeUnit.SECONDS)).isTrue();

            assertThatThrownBy(() ->
                            vertx.eventBus().request(address, new JsonObject()).await(5, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            ReplyException.class,
                            e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
            // SQLite removes it when the last connection is closed.
            await().until(() -> Files.notExists(folder.resolve("notes.db-wal")));
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    /** Starts another, and tells the child that it is, and when its start is over. */
    private static final class Watched implements Deployable {

        private final Deployable part;
        final CompletableFuture<Child> self = new CompletableFuture<>();
        final CompletableFuture<Boolean> started = new CompletableFuture<>();

        Watched(Deployable part) {
            this.part = part;
        }

        @Override
        public Future<?> deploy(Context context) throws Exception {
            Future<?> start = part.deploy(context);
            start.onComplete(done -> started.complete(done.succeeded()));
            self.complete(Supervision.of(context.owner()).self().orElseThrow());
            return start;
        }

        @Override
        public Future<?> undeploy(Context context) throws Exception {
            return part.undeploy(context);
        }
    }
}
