package io.coppice.host.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One child over HTTP: what it is, and what can be done with it. */
@SuppressWarnings("NullAway.Init")
class ChildrenRoutesIT {

    @TempDir
    Path folder;

    private RunningObserver running;

    @BeforeEach
    void start() throws Exception {
        running = new RunningObserver(folder);
        SupervisorSpec spec = SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ONE,
                worker("one"),
                worker("two words").withRestart(RestartType.TEMPORARY),
                worker("many").withInstances(2),
                ChildSpec.of("dynamic", SupervisorSpec.ofDynamic()));
        Supervisor root = Supervisor.start(running.vertx, spec).await(10, TimeUnit.SECONDS);
        Supervision.of(running.vertx)
                .supervisor("/dynamic")
                .orElseThrow()
                .startChild(worker("d"))
                .await(10, TimeUnit.SECONDS);
        assertThat(root.path()).isEqualTo("/");
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static ChildSpec worker(String id) {
        return ChildSpec.of(id, VerticleStart.of("idle", () -> new VerticleBase() {}));
    }

    private JsonObject inspect(String path) throws Exception {
        HttpResponse<String> answer = running.send(running.request("/api/children" + path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private String state(String path) throws Exception {
        JsonArray instances = inspect(path).getJsonArray("instances");
        return instances.getJsonObject(0).getString("state");
    }

    private void act(String path, String action, int status) throws Exception {
        HttpResponse<String> answer = running.post("/api/children" + path + "/" + action, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void a_child_is_shown_with_its_spec_and_its_instances() throws Exception {
        JsonObject one = inspect("/one");
        assertThat(one.getString("path")).isEqualTo("/one");
        assertThat(one.getJsonObject("spec").getString("restart")).isEqualTo("permanent");
        assertThat(one.getJsonArray("instances")).hasSize(1);
        assertThat(one.getJsonArray("instances").getJsonObject(0).getLong("server_errors"))
                .isZero();
        assertThat(inspect("/many").getJsonArray("instances")).hasSize(2);
        assertThat(inspect("/two%20words").getString("path")).isEqualTo("/two words");
        assertThat(inspect("/dynamic/d").getString("path")).isEqualTo("/dynamic/d");
    }

    @Test
    void a_supervisor_is_shown_with_its_counts() throws Exception {
        assertThat(inspect("/dynamic").getJsonObject("counts").getInteger("active"))
                .isOne();
        assertThat(inspect("/").getJsonObject("counts").getInteger("specs")).isEqualTo(4);
        assertThat(inspect("").getJsonObject("spec").getString("strategy")).isEqualTo("one_for_one");
    }

    @Test
    void a_child_is_stopped_started_and_restarted() throws Exception {
        act("/one", "stop", 200);
        assertThat(state("/one")).isEqualTo("stopped");
        act("/one", "start", 200);
        assertThat(state("/one")).isEqualTo("running");
        act("/one", "start", 423);
        act("/one", "restart", 200);
        assertThat(state("/one")).isEqualTo("running");
        act("/many", "restart", 200);
        assertThat(inspect("/many").getJsonArray("instances").toString()).doesNotContain("stopped");
    }

    @ParameterizedTest
    @CsvSource({"/two%20words, 404", "/dynamic/d, 405"})
    void what_its_supervisor_forgets_when_it_stops_is_restarted_by_its_spec(String path, int status) throws Exception {
        act(path, "restart", 200);
        assertThat(state(path)).isEqualTo("running");
        act(path, "stop", 200);
        act(path, "start", status);
    }

    @Test
    void a_killed_child_comes_back_and_its_crash_is_shown() throws Exception {
        act("/one", "kill", 200);
        await().untilAsserted(() -> {
            JsonObject one = inspect("/one");
            assertThat(one.getJsonArray("instances").getJsonObject(0).getLong("restarts"))
                    .isOne();
            assertThat(one.getJsonObject("last_crash").getString("reason")).contains("killed");
        });
        assertThat(inspect("/many").containsKey("last_crash")).isFalse();
    }

    @Test
    void what_does_not_run_cannot_be_killed() throws Exception {
        act("/one", "stop", 200);
        act("/one", "kill", 404);
    }

    @ParameterizedTest
    @CsvSource({"/nobody/stop, 404", "/no/body/stop, 404", "/one/dance, 404", "/stop, 405", "/one%2Ftwo/stop, 400"})
    void what_is_no_child_or_no_action_is_refused(String path, int status) throws Exception {
        HttpResponse<String> answer = running.post("/api/children" + path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(new JsonObject(answer.body()).getString("error")).isNotBlank();
        assertThat(state("/one")).isEqualTo("running");
    }

    @Test
    void changes_need_the_token() throws Exception {
        HttpResponse<String> answer =
                running.send(running.request("/api/children/one/stop").POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(state("/one")).isEqualTo("running");
    }
}
