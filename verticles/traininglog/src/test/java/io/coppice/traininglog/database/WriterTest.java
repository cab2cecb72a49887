package io.coppice.traininglog.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.component.database.DatabaseFile;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.nodes.Membership;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.Partitions;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.coppice.test.CapturedLog;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {

    private static final String WARNING = "the books in it are one node's, unreachable while it is away";

    @TempDir
    private Path folder;

    @Test
    void aFileInAClusterIsWarnedOf() throws TimeoutException {
        assertThat(warnings(new Cluster())).singleElement().asString().contains(WARNING);
    }

    @Test
    void aFileOfANodeAloneIsNot() throws TimeoutException {
        assertThat(warnings(null)).isEmpty();
    }

    private List<String> warnings(@org.jspecify.annotations.Nullable Nodes nodes) throws TimeoutException {
        Vertx vertx = Vertx.vertx();
        try (CapturedLog log = new CapturedLog(DatabaseFile.class.getName())) {
            if (nodes != null) {
                Nodes.install(vertx, nodes);
            }
            DeploymentOptions options = new DeploymentOptions()
                    .setConfig(new JsonObject()
                            .put("database", folder.resolve("books.db").toString()));
            Supervisor.start(
                            vertx,
                            SupervisorSpec.of(
                                    RestartStrategy.ONE_FOR_ONE,
                                    ChildSpec.of(
                                            "writer",
                                            VerticleStart.of("java:writer", Writer::new)
                                                    .withOptions(options))))
                    .await(20, TimeUnit.SECONDS);
            return log.warnings().stream()
                    .map(warning -> warning.getFormattedMessage())
                    .toList();
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    /** A cluster that has only this node yet. */
    private record Cluster() implements Nodes {

        @Override
        public String self() {
            return "a";
        }

        @Override
        public Membership membership() {
            return new Membership(List.of("a"), true, true);
        }

        @Override
        public Partitions partitions() {
            return new Partitions(List.of("a", "a", "a"));
        }

        @Override
        public Runnable listen(Runnable listener) {
            return () -> {};
        }
    }
}
