package io.coppice.counter;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counters of conf/counter.json, side by side. */
class CounterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void start() throws TimeoutException {
        SupervisorSpec agent = SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ALL,
                ChildSpec.of("agents", SupervisorSpec.ofDynamic()),
                child("counter", "agent", AgentCounter::new));
        get(Supervisor.start(
                vertx,
                SupervisorSpec.of(
                        RestartStrategy.ONE_FOR_ONE,
                        child("permanent", "permanent", Counter::new),
                        child("transient", "transient", Counter::new).withRestart(RestartType.TRANSIENT),
                        child("temporary", "temporary", Counter::new).withRestart(RestartType.TEMPORARY),
                        ChildSpec.of("agent", agent))));
    }

    @AfterEach
    void stop() throws TimeoutException {
        get(vertx.close());
    }

    private static ChildSpec child(String id, String name, Supplier<Deployable> verticle) {
        return ChildSpec.of(
                id,
                VerticleStart.of(id, verticle)
                        .withOptions(new DeploymentOptions().setConfig(new JsonObject().put("name", name))));
    }

    private static <T> T get(Future<T> future) throws TimeoutException {
        return future.await(20, SECONDS);
    }

    private JsonObject ask(String name, String action) throws TimeoutException {
        return get(vertx.eventBus().<JsonObject>request("counter." + name, new JsonObject().put("action", action)))
                .body();
    }

    private static JsonObject value(long value) {
        return new JsonObject().put("value", value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"permanent", "transient", "temporary", "agent"})
    void they_count_alike(String name) throws TimeoutException {
        assertThat(ask(name, "val")).isEqualTo(value(0));
        assertThat(ask(name, "inc")).isEqualTo(value(1));
        assertThat(ask(name, "inc")).isEqualTo(value(2));
        assertThat(ask(name, "dec")).isEqualTo(value(1));
        assertThat(ask(name, "val")).isEqualTo(value(1));
        assertThat(ask(name, "reset")).isEqualTo(value(0));
        assertThat(ask(name, "dec")).isEqualTo(value(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"permanent", "agent"})
    void whoever_asks_waits_for_an_answer_and_not_for_what_it_only_tells(String name) throws TimeoutException {
        CounterClient counter = new CounterClient(vertx, name);
        counter.inc();
        counter.inc();
        counter.dec();
        assertThat(get(counter.val(PATIENCE))).isEqualTo(1);
    }

    @Test
    void a_value_that_does_not_come_in_time_is_a_failure() {
        vertx.eventBus().localConsumer("counter.mute", message -> {});
        assertThatThrownBy(() -> get(new CounterClient(vertx, "mute").val(Duration.ofMillis(20))))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        late -> assertThat(late.failureType()).isEqualTo(ReplyFailure.TIMEOUT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"permanent", "transient", "agent"})
    void a_crash_is_told_at_once_and_the_counter_is_back_at_its_beginning(String name) throws TimeoutException {
        ask(name, "inc");
        assertThatThrownBy(() -> ask(name, "crash"))
                .isInstanceOf(ReplyException.class)
                .hasMessageContaining("boom");
        await().atMost(PATIENCE).ignoreExceptions().until(() -> ask(name, "val").equals(value(0)));
    }

    @Test
    void the_temporary_one_is_not_back() throws TimeoutException {
        Child child = Supervision.of(vertx).child("/temporary").orElseThrow();
        assertThatThrownBy(() -> ask("temporary", "crash")).isInstanceOf(ReplyException.class);
        get(child.ended());
        assertThat(get(Supervision.of(vertx).supervisor("/").orElseThrow().whichChildren()))
                .extracting(info -> info.id())
                .containsExactly("permanent", "transient", "agent");
    }

    @Test
    void after_a_normal_end_only_the_permanent_ones_are_back() throws TimeoutException {
        for (String name : new String[] {"permanent", "transient", "temporary", "agent"}) {
            ask(name, "inc");
            assertThat(ask(name, "stop")).isEqualTo(value(1));
        }
        for (String name : new String[] {"permanent", "agent"}) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> ask(name, "val").equals(value(0)));
        }
        for (String name : new String[] {"transient", "temporary"}) {
            assertThatThrownBy(() -> ask(name, "val"))
                    .isInstanceOfSatisfying(
                            ReplyException.class,
                            gone -> assertThat(gone.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"permanent", "agent"})
    void a_wrong_request_costs_its_sender_only(String name) throws TimeoutException {
        ask(name, "inc");
        assertThatThrownBy(() -> ask(name, "double"))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        wrong -> assertThat(wrong.failureCode()).isEqualTo(400))
                .hasMessageContaining("not double");
        assertThatThrownBy(() -> get(vertx.eventBus().request("counter." + name, "inc")))
                .hasMessageContaining("a request is {\"action\": \"inc\"}");
        assertThat(ask(name, "val")).isEqualTo(value(1));
    }

    @Test
    void a_wrong_configuration_is_named() {
        assertThatThrownBy(() -> CounterConfig.of(new JsonObject())).hasMessageContaining("\"name\" must be a text");
        assertThatThrownBy(() -> CounterConfig.of(value(1).put("name", "a"))).hasMessageContaining("no [value]");
        assertThatThrownBy(
                        () -> CounterConfig.of(new JsonObject().put("name", "a").put("initial", 1.5)))
                .hasMessageContaining("\"initial\" must be a whole number, not 1.5");
        assertThatThrownBy(
                        () -> CounterConfig.of(new JsonObject().put("name", "a").put("scope", "world")))
                .hasMessageContaining("\"scope\" must be local or cluster, not world");
        assertThat(CounterConfig.addressOf("a.b")).isEqualTo("counter.a%2Eb");
    }
}
