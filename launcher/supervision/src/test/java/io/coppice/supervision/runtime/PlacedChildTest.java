package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.SpecJson;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Placement;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A child that the cluster has once, on a node without a cluster: B07. */
class PlacedChildTest extends OnVertx {

    private static final Extras PLACED = Extras.NONE.withPlacement(Placement.CLUSTER);

    private final List<JsonObject> facts = new CopyOnWriteArrayList<>();

    private final class Telling extends Plain {
        Telling(String name) {
            super(name);
        }

        @Override
        public Future<?> start() {
            facts.add(config().getJsonObject("coppice"));
            return super.start();
        }
    }

    private ChildSpec telling(String name) {
        DeploymentOptions options =
                new DeploymentOptions().setConfig(new JsonObject().put("coppice", new JsonObject().put("node", "n")));
        return ChildSpec.of(
                name, VerticleStart.of(name, () -> new Telling(name)).withOptions(options));
    }

    private Supervisor start(ChildSpec child) {
        return get(Supervisor.start(
                vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, child).withWindow(1, Duration.ofMinutes(1))));
    }

    private static ChildInfo only(Supervisor supervisor) {
        return get(supervisor.whichChildren()).get(0);
    }

    @Test
    void B07_placement_aNodeAloneHasEveryClaimAndTellsItsEpoch() {
        ChildSpec a = telling("a").withExtras(PLACED);
        Supervisor root = start(a);
        assertThat(only(root).state()).isEqualTo("running");
        assertThat(facts).singleElement().satisfies(own -> {
            assertThat(own.getString("node")).isEqualTo("n");
            assertThat(only(root).reason()).contains("one in the cluster, epoch " + own.getLong("epoch"));
        });
        assertThat(a.start()).extracting("options.config").hasToString("{\"coppice\":{\"node\":\"n\"}}");
        assertThat(SpecJson.of(a).getString("placement")).isEqualTo("cluster");
    }

    @Test
    void B07_placement_allBelowASupervisorHaveItsEpoch() {
        ChildSpec inner = ChildSpec.of("inner", SupervisorSpec.of(RestartStrategy.ONE_FOR_ALL, telling("a")));
        ChildSpec outer = ChildSpec.of("outer", SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, inner));
        Supervisor root = start(outer.withExtras(PLACED));
        long epoch = facts.get(0).getLong("epoch");
        assertThat(only(root).reason()).contains("one in the cluster, epoch " + epoch);
    }

    @Test
    void B07_placement_oneThatIsParkedGoesOnByHandWithALargerEpochAndAnEmptyWindow() {
        Supervisor root = start(telling("a").withExtras(PLACED));
        for (int i = 0; i < 2; i++) {
            String reply = get(vertx.eventBus().request("a", "boom").transform(done -> Future.succeededFuture("told")));
            assertThat(reply).isEqualTo("told");
            String state = i == 0 ? "running" : "parked";
            int restarts = 1;
            await().untilAsserted(() -> {
                assertThat(only(root).state()).isEqualTo(state);
                assertThat(only(root).restarts()).isEqualTo(restarts);
            });
        }
        assertThat(only(root).reason()).contains("crashed: java.lang.IllegalStateException: boom");
        assertThat(get(root.restartChild("a"))).isNull();
        await().until(() -> only(root).state().equals("running"));
        assertThat(facts).hasSize(3);
        assertThat(facts.get(2).getLong("epoch")).isGreaterThan(facts.get(0).getLong("epoch"));
        vertx.eventBus().send("a", "boom");
        await().until(() -> facts.size() == 4);
    }

    @Test
    void B07_placement_oneThatIsStoppedByHandIsStartedByHand() {
        Supervisor root = start(telling("a").withExtras(PLACED));
        get(root.terminateChild("a"));
        assertThat(only(root).state()).isEqualTo("stopped");
        assertThat(get(root.restartChild("a"))).isNull();
        await().until(() -> only(root).state().equals("running"));
        get(root.terminateChild("a"));
        get(root.deleteChild("a"));
        assertThat(get(root.whichChildren())).isEmpty();
        assertThat(get(root.startChild(telling("a").withExtras(PLACED)))).isNull();
        await().until(() -> only(root).state().equals("running"));
    }
}
