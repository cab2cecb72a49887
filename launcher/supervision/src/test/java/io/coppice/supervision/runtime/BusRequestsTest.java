package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Heartbeat;
import io.coppice.supervision.spec.Hold;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The requests of S13 over the event bus. */
class BusRequestsTest extends OnVertx {

    private Supervisor root(ChildSpec... children) {
        return get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children)));
    }

    private JsonObject ask(String address, String json) {
        return get(vertx.eventBus().<JsonObject>request(address, new JsonObject(json)))
                .body();
    }

    private void assertRefused(int code, String text, String address, Object body) {
        assertThatThrownBy(() -> get(vertx.eventBus().request(address, body)))
                .isInstanceOfSatisfying(ReplyException.class, e -> {
                    assertThat(e.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
                    assertThat(e.failureCode()).isEqualTo(code);
                    assertThat(e).hasMessageContaining(text);
                });
    }

    @Test
    void S13_overTheBus_aSupervisorTellsOfItsChildren() {
        root(plain("a"), ChildSpec.of("s", SupervisorSpec.ofDynamic()));

        JsonObject which = ask("supervisor", "{\"action\":\"which_children\"}");
        assertThat(which.getInteger("count")).isEqualTo(2);
        JsonObject listed = which.getJsonArray("children").getJsonObject(0);
        assertThat(listed.remove("uptime_ms")).isInstanceOf(Long.class);
        assertThat(listed)
                .isEqualTo(new JsonObject("{\"id\":\"a\",\"path\":\"/a\",\"state\":\"running\",\"type\":\"worker\","
                        + "\"start\":\"a\",\"restart\":\"permanent\",\"restarts\":0}"));
        JsonObject first = ask("supervisor", "{\"action\":\"which_children\",\"most\":1}");
        assertThat(first.getJsonArray("children")).hasSize(1);
        assertThat(first.getInteger("count")).isEqualTo(2);
        assertThat(ask("supervisor", "{\"action\":\"count_children\"}"))
                .isEqualTo(new JsonObject("{\"specs\":2,\"active\":2,\"supervisors\":1,\"workers\":1}"));
        assertThat(ask("supervisor.s", "{\"action\":\"which_children\"}"))
                .isEqualTo(new JsonObject().put("count", 0).put("children", new JsonArray()));
    }

    @Test
    void S13_overTheBus_aSpecIsWrittenAsTheConfigurationHasIt() {
        SupervisorSpec nested = SupervisorSpec.of(
                        RestartStrategy.REST_FOR_ONE,
                        plain("b")
                                .withRestart(RestartType.TRANSIENT)
                                .withShutdown(Shutdown.within(Duration.ofMillis(7))))
                .withWindow(2, Duration.ofMillis(1500));
        root(
                ChildSpec.of("s", nested).withShutdown(Shutdown.BRUTAL_KILL).withStartTimeout(Duration.ofSeconds(4)),
                ChildSpec.of("d", SupervisorSpec.ofDynamic().withMaxChildren(9)));

        assertThat(ask("supervisor", "{\"action\":\"get_childspec\",\"id\":\"s\"}"))
                .isEqualTo(new JsonObject("""
                        {"id": "s", "type": "supervisor", "start": "supervisor rest_for_one", "restart": "permanent",
                         "significant": false, "shutdown": "brutal_kill", "start_timeout": 4000, "instances": 1,
                         "strategy": "rest_for_one", "max_restarts": 2, "max_seconds": 1.5, "auto_shutdown": "never",
                         "dynamic": false, "children": [
                           {"id": "b", "type": "worker", "start": "b", "restart": "transient", "significant": false,
                            "shutdown": 7, "start_timeout": 60000, "instances": 1}]}"""));
        JsonObject dynamic = ask("supervisor", "{\"action\":\"get_childspec\",\"id\":\"d\"}");
        assertThat(dynamic.getInteger("max_children")).isEqualTo(9);
        assertThat(dynamic.getString("shutdown")).isEqualTo("infinity");
        assertThat(dynamic.fieldNames()).doesNotContain("children", "start_timeout");
    }

    @Test
    void S13_getChildspec_hasWhatAChildAsksForBeyondOtp() {
        root(plain("a")
                .withExtras(Extras.NONE
                        .withBackoff(Backoff.between(Duration.ofMillis(5), Duration.ofMillis(50)))
                        .withParking()
                        .withHold(new Hold(List.of("x"), 7))
                        .withHeartbeat(new Heartbeat(Duration.ofHours(1), 2, Optional.empty()))
                        .withLoopLimit(Duration.ofHours(2))));
        JsonObject spec = ask("supervisor", "{\"action\":\"get_childspec\",\"id\":\"a\"}");
        spec.fieldNames()
                .removeAll(List.of(
                        "id", "type", "start", "restart", "significant", "shutdown", "start_timeout", "instances"));
        assertThat(spec).isEqualTo(new JsonObject("""
                        {"backoff": {"min": 5, "max": 50, "factor": 2.0, "jitter": 0.2, "reset_after": 100},
                         "on_give_up": "park", "hold": {"addresses": ["x"], "most": 7},
                         "heartbeat": {"interval": 3600000, "misses": 2}, "loop_limit": 7200000}"""));
    }

    @Test
    void S13_overTheBus_aChildIsStoppedStartedAndDeleted() {
        root(plain("a"));
        Child first = running("/a");
        JsonObject named = new JsonObject().put("id", "a").put("path", "/a");

        assertThat(ask("supervisor", "{\"action\":\"terminate_child\",\"id\":\"a\"}"))
                .isEqualTo(named);
        assertThat(first.isRunning()).isFalse();
        assertThat(ask("supervisor", "{\"action\":\"restart_child\",\"id\":\"a\"}"))
                .isEqualTo(named.copy().put("running", true));
        JsonObject delete = new JsonObject("{\"action\":\"delete_child\",\"id\":\"a\"}");
        assertRefused(423, "/a: running", "supervisor", delete);
        ask("supervisor", "{\"action\":\"terminate_child\",\"id\":\"a\"}");
        assertThat(ask("supervisor", delete.encode())).isEqualTo(named);
        assertRefused(404, "/a: not_found", "supervisor", delete);
    }

    @Test
    void S13_overTheBus_aChildIsStartedWhereSomebodyReadsItsSpec() {
        root(ChildSpec.of("my s", SupervisorSpec.ofDynamic()));
        JsonObject start = new JsonObject("{\"action\":\"start_child\",\"spec\":{\"id\":\"x\"}}");
        assertRefused(405, "nothing here reads specs in JSON", "supervisor.my%20s", start);

        Supervision.of(vertx).readSpecsWith(json -> {
            if (!json.containsKey("id")) {
                throw new IllegalArgumentException("a child needs an \"id\"");
            }
            return plain(json.getString("id"));
        });

        assertThat(ask("supervisor.my%20s", start.encode()))
                .isEqualTo(new JsonObject("{\"id\":\"x\",\"path\":\"/my s/x\",\"running\":true}"));
        assertThat(running("/my s/x").isRunning()).isTrue();
        assertRefused(409, "/my s/x: already_started", "supervisor.my%20s", start);
        start.getJsonObject("spec").remove("id");
        assertRefused(400, "a child needs an \"id\"", "supervisor.my%20s", start);
    }

    @Test
    void S13_overTheBus_badRequestsAreToldWhatWouldBeRight() {
        root(plain("a"));

        assertRefused(400, "a JSON object with a string \"action\"", "supervisor", "which_children");
        assertRefused(400, "a JSON object with a string \"action\"", "supervisor", new JsonObject());
        assertRefused(400, "not \"fly\"", "supervisor", new JsonObject().put("action", "fly"));
        assertRefused(400, "\"id\" must be", "supervisor", new JsonObject("{\"action\":\"delete_child\",\"id\":7}"));
        assertRefused(400, "\"spec\" must be", "supervisor", new JsonObject("{\"action\":\"start_child\"}"));
        for (String most : List.of("-1", "1.5", "null", "10001", "\"1\"")) {
            JsonObject which = new JsonObject("{\"action\":\"which_children\",\"most\":" + most + "}");
            assertRefused(400, "a whole number from 0 to 10000", "supervisor", which);
        }
        assertThat(running("/a").isRunning()).isTrue();
    }

    @Test
    void S13_overTheBus_anErrorDoesNotEchoALongAction() {
        root();

        JsonObject request = new JsonObject().put("action", "x".repeat(100_000));

        assertRefused(400, "or delete_child, not one of 100002", "supervisor", request);
    }

    @Test
    void S13_overTheBus_aReaderThatFailsOtherwiseEndsNobody() {
        root(plain("a"));
        Supervision.of(vertx).readSpecsWith(json -> {
            throw new IllegalStateException("a bad reader");
        });

        JsonObject start = new JsonObject("{\"action\":\"start_child\",\"spec\":{}}");
        assertRefused(500, "a bad reader", "supervisor", start);
        assertThat(ask("supervisor", "{\"action\":\"count_children\"}").getInteger("active"))
                .isEqualTo(1);
    }

    @Test
    void S13_overTheBus_theAddressGoesWithItsSupervisor() {
        Supervisor root = root(ChildSpec.of("s", SupervisorSpec.ofDynamic()));
        get(root.terminateChild("s"));

        assertThatThrownBy(() -> ask("supervisor.s", "{\"action\":\"count_children\"}"))
                .hasMessageContaining("No handlers");
        get(root.restartChild("s"));
        ask("supervisor.s", "{\"action\":\"count_children\"}");
        get(root.stop());
        assertThatThrownBy(() -> ask("supervisor", "{\"action\":\"count_children\"}"))
                .hasMessageContaining("No handlers");
    }

    @Test
    void S13_overTheBus_noMoreRequestsWaitThanMay() {
        Promise<Void> release = Promise.promise();
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        get(root.startChild(child("slow", () -> new VerticleBase() {
                    @Override
                    public Future<?> stop() {
                        return release.future();
                    }
                })
                .withShutdown(Shutdown.INFINITY)));
        JsonObject terminate = new JsonObject("{\"action\":\"terminate_child\",\"id\":\"slow\"}");
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < JsonService.MOST_WAITING; i++) {
            waiting.add(vertx.eventBus().request("supervisor", terminate));
        }

        assertRefused(429, "/: overloaded", "supervisor", terminate);

        release.complete();
        get(Future.all(waiting));
        assertThat(ask("supervisor", "{\"action\":\"count_children\"}").getInteger("specs"))
                .isZero();
    }

    @Test
    void S13_overTheBus_theGuideHasEveryCode() throws IOException {
        List<String> guide = Files.readAllLines(Path.of("../../docs/supervision.md"));

        assertThat(Refusal.values()).extracting(Refusal::code).doesNotHaveDuplicates();
        for (Refusal refusal : Refusal.values()) {
            assertThat(guide)
                    .anyMatch(line -> line.startsWith("| " + refusal.code() + " | `" + refusal.word() + "` |"));
        }
        assertThat(guide).anyMatch(line -> line.startsWith("| " + Supervision.BAD_REQUEST + " |"));
        assertThat(guide).anyMatch(line -> line.startsWith("| " + Supervision.CRASHED + " |"));
    }

    @Test
    void S13_overTheBus_aCrowdOfListsOfOneSupervisorLetsTheOthersHaveTheirTurns() throws Exception {
        Supervisor root = root(
                ChildSpec.of("busy", SupervisorSpec.ofDynamic()), ChildSpec.of("idle", SupervisorSpec.ofDynamic()));
        CountDownLatch sent = new CountDownLatch(1);
        // Without a context its listener is called on the thread that all supervisors share.
        root.countChildren().onComplete(held -> {
            try {
                sent.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<Future<?>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String action = i % 2 == 0 ? "count_children" : "which_children";
            answers.add(request("supervisor.busy", action).onSuccess(answer -> log.add("busy")));
        }
        answers.add(request("supervisor.idle", "count_children").onSuccess(answer -> log.add("idle")));
        sent.countDown();

        get(Future.all(answers));
        assertThat(log).hasSize(101);
        assertThat(log.indexOf("idle")).isLessThan(50);
    }

    private Future<?> request(String address, String action) {
        return vertx.eventBus().request(address, new JsonObject().put("action", action));
    }
}
