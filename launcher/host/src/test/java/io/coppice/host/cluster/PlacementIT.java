package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Placement;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Children that the cluster has once, on three members in this process. */
class PlacementIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String CRASH = "crash";

    /** What writes go to, and who is let in. */
    private static final class Store {
        final List<String> written = new CopyOnWriteArrayList<>();
        private long newest;

        /** Refuses whoever has an older claim than somebody before. */
        synchronized boolean write(String text, long epoch) {
            boolean isRight = epoch >= newest;
            newest = Math.max(newest, epoch);
            if (isRight) {
                written.add(text);
            }
            return isRight;
        }
    }

    private final class Only extends VerticleBase {
        @Override
        public Future<?> start() {
            long epoch = config().getJsonObject("coppice").getLong("epoch");
            epochs.add(epoch);
            vertx.eventBus().<String>localConsumer("only").handler(message -> {
                if (message.body().equals(CRASH)) {
                    throw new IllegalStateException(CRASH);
                }
                fenced.write(message.body(), epoch);
                open.write(message.body(), 0);
                message.reply(epoch);
            });
            return Future.succeededFuture();
        }
    }

    private final class Node {
        final HazelcastInstance hazelcast = members.hazelcast(config -> {});
        final HazelcastCluster cluster = new HazelcastCluster(members.at(nodes.size()), hazelcast);
        final Vertx vertx = members.start(cluster);

        @Nullable
        Supervisor root;

        void startTree() {
            ChildSpec only = ChildSpec.of("only", VerticleStart.of("only", () -> new Only()))
                    .withExtras(Extras.NONE.withPlacement(Placement.CLUSTER));
            root = get(Supervisor.start(
                    vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, only).withWindow(2, Duration.ofMinutes(1))));
        }

        Supervisor root() {
            return Objects.requireNonNull(root);
        }

        TreeNode only() {
            return get(root().tree(10)).children().get(0);
        }

        void ask(String text) {
            get(vertx.eventBus().request("only", text, new DeliveryOptions().setLocalOnly(true)));
        }

        void crash() {
            long before = only().restarts();
            vertx.eventBus().send("only", CRASH);
            await().atMost(PATIENCE).until(() -> only().restarts() > before);
            // It is in the cluster a moment later.
            await().atMost(PATIENCE)
                    .until(() -> hazelcast.<String, String>getMap(HazelcastSettings.CLAIMS).values().stream()
                            .anyMatch(claim -> ClaimJson.decode(claim).restarts() > before));
        }
    }

    private final Members members = new Members(3);
    private final List<Node> nodes = new ArrayList<>();
    private final Set<Long> epochs = new HashSet<>();
    private final Store fenced = new Store();
    private final Store open = new Store();

    @BeforeEach
    void start() {
        nodes.add(new Node());
        // It has no majority yet, and its tree is up all the same.
        nodes.get(0).startTree();
        awaitStandby(0, "this node is not in touch with a majority");
        nodes.add(new Node());
        awaitRunning(0);
        nodes.add(new Node());
        nodes.get(1).startTree();
        nodes.get(2).startTree();
    }

    @AfterEach
    void stop() {
        members.close();
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void awaitRunning(int index) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.get(index).only().state())
                        .as("%s", nodes.get(index).only())
                        .isEqualTo("running"));
    }

    private void awaitStandby(int index, String reason) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            TreeNode only = nodes.get(index).only();
            assertThat(only.state()).isEqualTo("standby");
            assertThat(only.reason().orElse("")).startsWith(reason);
        });
    }

    @Test
    void itMovesWithItsHistoryWhenItsNodeDiesAndWhoeverWasCutOffIsFenced() {
        awaitStandby(1, "runs on node n0, epoch ");
        nodes.get(0).crash();
        nodes.get(0).hazelcast.getLifecycleService().terminate();

        awaitRunning(1);
        // Its process lives on, as after a pause, and does not know yet.
        nodes.get(1).ask("new");
        nodes.get(0).ask("old");
        assertThat(fenced.written).containsExactly("new");
        assertThat(open.written).as("the control").containsExactly("new", "old");
        assertThat(nodes.get(1).only().restarts()).as("a restart and a move").isEqualTo(2);
        assertThat(nodes.get(1).only().reason().orElse("")).startsWith("one in the cluster, epoch ");
        awaitStandby(2, "runs on node n1, epoch ");
        awaitStandby(0, "this node is not in touch with a majority");
        assertThat(epochs).hasSize(2);

        nodes.get(1).vertx.eventBus().send("only", CRASH);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.get(1).only().state()).isEqualTo("parked"));
        awaitStandby(2, "on node n1: parked: crashed");
        assertThat(get(nodes.get(2).root().restartChild("only"))).isNull();
        awaitRunning(2);
        awaitStandby(1, "runs on node n2, epoch ");
    }

    @Test
    void aNodeThatStopsHandsItOverAtOnceAndAMinorityHasNone() throws Exception {
        get(nodes.get(0).root().stop());
        awaitRunning(1);
        assertThat(nodes.get(1).only().restarts()).as("that is no restart").isZero();
        get(nodes.get(0).vertx.close());
        CompletableFuture<Void> left = nodes.get(0).cluster.leave().toCompletableFuture();
        left.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        nodes.get(2).hazelcast.getLifecycleService().terminate();

        awaitStandby(1, "this node is not in touch with a majority");
    }
}
