package io.coppice.host.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.VerticleBase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics as Prometheus reads them. */
@SuppressWarnings("NullAway.Init")
class MetricsRouteIT {

    @TempDir
    Path folder;

    private RunningObserver running;

    @BeforeEach
    void start() throws Exception {
        running = new RunningObserver(folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private List<String> scrape() throws Exception {
        HttpResponse<String> answer = running.send(running.request("/metrics"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        return answer.body().lines().toList();
    }

    @Test
    void the_tree_and_what_happens_in_it_are_measured() throws Exception {
        ChildSpec child = ChildSpec.of("a \"b\"", VerticleStart.of("idle", () -> new VerticleBase() {}));
        Supervisor.start(running.vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, child))
                .await(10, TimeUnit.SECONDS);
        assertThat(scrape())
                .contains(
                        "coppice_child_up{path=\"/a \\\"b\\\"\"} 1.0",
                        "coppice_supervisor_children{path=\"/\"} 1.0",
                        "coppice_supervision_events_total{event=\"crashed\"} 0.0");

        Supervision.of(running.vertx).child("/a \"b\"").orElseThrow().exit(ExitReason.KILLED);

        await().untilAsserted(() -> assertThat(scrape())
                .contains(
                        "coppice_child_restarts{path=\"/a \\\"b\\\"\"} 1.0",
                        "coppice_supervision_events_total{event=\"crashed\"} 1.0",
                        "coppice_supervision_events_total{event=\"restarted\"} 1.0"));
    }

    @Test
    void a_node_without_a_tree_is_measured_too() throws Exception {
        assertThat(scrape())
                .contains("coppice_ready 0.0", "coppice_nodes 1.0")
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("process_uptime_seconds "))
                .noneMatch(line -> line.startsWith("coppice_child_up"));
        running.ready.set(true);
        assertThat(scrape()).contains("coppice_ready 1.0");
    }
}
