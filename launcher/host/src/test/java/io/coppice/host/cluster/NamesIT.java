package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.coppice.supervision.Child;
import io.coppice.supervision.ClusterRegistry;
import io.coppice.supervision.ClusterRegistry.Entry;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.nodes.NamedChild;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names of a cluster, on three members in this process. */
class NamesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(60_000);
    private static final int MANY = 5_000;

    private final class Node {
        final HazelcastInstance hazelcast = members.hazelcast(config -> {});
        final HazelcastCluster cluster = new HazelcastCluster(members.at(nodes.size()), hazelcast);
        final Vertx vertx = members.start(cluster);
        final Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        final ClusterRegistry names = ClusterRegistry.ofUniqueKeys(vertx, "names");
        final ClusterRegistry rooms = ClusterRegistry.ofDuplicateKeys(vertx, "rooms");

        /** Answers on its own address with the name of its node, and not at all where it is asked to be silent. */
        Child child(String id) {
            String self = Nodes.of(vertx).self();
            VerticleBase verticle = new VerticleBase() {
                @Override
                public Future<?> start() {
                    vertx.eventBus().<String>localConsumer("child." + id, message -> {
                        if (!message.body().equals("silence")) {
                            message.reply(message.body() + " on " + self);
                        }
                    });
                    return Future.succeededFuture();
                }
            };
            get(root.startChild(
                    ChildSpec.of(id, VerticleStart.of(id, () -> verticle)).withRestart(RestartType.TEMPORARY)));
            return Supervision.of(vertx).child("/" + id).orElseThrow();
        }

        Optional<Entry> register(String key, Child child) {
            return get(names.register(key, "", child, "child." + child.id()));
        }

        String ask(String key) {
            return get(names.<String>request(key, "hello", OPTIONS)).body();
        }
    }

    private final Members members = new Members(3);
    private final List<Node> nodes = new ArrayList<>();

    @BeforeEach
    void start() {
        add();
        add();
    }

    private void add() {
        nodes.add(new Node());
        if (nodes.size() > 1) {
            await().atMost(PATIENCE)
                    .until(() -> nodes.stream()
                                    .allMatch(node -> node.cluster.directory().isInTouch())
                            && nodes.get(0)
                                    .cluster
                                    .isSafe()
                                    .toCompletableFuture()
                                    .join());
        }
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

    private void awaitHolder(int index, String key, String node) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.get(index).names.whereis(key))
                        .map(Entry::node)
                        .contains(node));
    }

    private void awaitNobody(int index, String key) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(nodes.get(index).names.whereis(key)).isEmpty());
    }

    @Test
    void aNameIsHeldOnceFoundEverywhereAndGoesWithItsOwner() {
        add();
        Child alice = nodes.get(0).child("alice");
        Child other = nodes.get(1).child("other");
        Future<Optional<Entry>> first = nodes.get(0).names.register("k", "", alice, "child.alice");
        Future<Optional<Entry>> second = nodes.get(1).names.register("k", "", other, "child.other");
        assertThat(List.of(get(first).isEmpty(), get(second).isEmpty())).containsExactlyInAnyOrder(true, false);
        Child holder = get(first).isEmpty() ? alice : other;
        String node = get(first).isEmpty() ? "n0" : "n1";
        awaitHolder(2, "k", node);
        for (Node each : nodes) {
            await().atMost(PATIENCE).until(() -> each.names.whereis("k").isPresent());
            assertThat(each.ask("k")).isEqualTo("hello on " + node);
        }
        get(nodes.get(0).rooms.register("r", "1", alice));
        get(nodes.get(1).rooms.register("r", "2", other));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.get(2).rooms.lookup("r"))
                        .extracting(Entry::value)
                        .containsExactlyInAnyOrder("1", "2"));

        holder.exit(ExitReason.NORMAL);
        awaitNobody(2, "k");
        assertThat(nodes.get(2).register("k", nodes.get(2).child("third"))).isEmpty();
        awaitHolder(0, "k", "n2");
        await().atMost(PATIENCE).until(() -> nodes.get(2).rooms.lookup("r").size() == 1);
    }

    @Test
    void namesOfALostNodeAreGoneAndItsOwnChildrenEnd() {
        add();
        Child alice = nodes.get(0).child("alice");
        assertThat(nodes.get(0).register("k", alice)).isEmpty();
        get(nodes.get(0).rooms.register("r", "1", alice));
        Child stays = nodes.get(1).child("stays");
        assertThat(nodes.get(1).register("s", stays)).isEmpty();
        awaitHolder(1, "k", "n0");
        Future<?> underWay = nodes.get(1).names.request("k", "silence", OPTIONS);

        nodes.get(0).hazelcast.getLifecycleService().terminate();

        await().atMost(PATIENCE).until(underWay::isComplete);
        assertThat(underWay.cause())
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.TIMEOUT))
                .hasMessageContaining("node n0 is gone");
        awaitNobody(1, "k");
        assertThat(nodes.get(1).rooms.lookup("r")).isEmpty();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        nodes.get(2).register("k", nodes.get(2).child("next")).isEmpty());
        awaitHolder(1, "k", "n2");
        assertThat(nodes.get(1).names.whereis("s")).isPresent();
        assertThat(stays.isRunning()).isTrue();
        // As if it had been cut off: its process goes on, and must not go on as the owner.
        assertThat(get(alice.ended()).toString()).startsWith("shutdown: it lost the key \"k\" of the registry names");
        IMap<String, String> kept = nodes.get(1).hazelcast.getMap(HazelcastSettings.NAMES);
        await().atMost(PATIENCE).until(() -> kept.size() == 2);
    }

    @Test
    void aMinorityRefusesNewNames() {
        Child alone = nodes.get(1).child("alone");
        assertThat(nodes.get(1).register("before", nodes.get(1).child("holder")))
                .isEmpty();
        nodes.get(0).hazelcast.getLifecycleService().terminate();
        awaitNobody(1, "before");
        Future<?> refused = nodes.get(1).names.register("k", "", alone);
        await().atMost(PATIENCE).until(refused::isComplete);
        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(Refusal.NO_MAJORITY))
                .hasMessageContaining("not in touch with a majority");
    }

    @Test
    void whoHasANameThatAnotherHasLosesItAndWhatNobodyHasIsTakenAway() {
        add();
        Child alice = nodes.get(0).child("alice");
        assertThat(nodes.get(0).register("k", alice)).isEmpty();
        awaitHolder(1, "k", "n0");
        IMap<String, String> kept = nodes.get(1).hazelcast.getMap(HazelcastSettings.NAMES);
        String key = kept.keySet().iterator().next();
        // As after a split, when the larger side has given it to another.
        String others = NamedChildJson.encode(
                new NamedChild(nodes.get(1).cluster.directory().process(), "n1", -1, "/x", "", ""));
        kept.set(key, others);
        assertThat(get(alice.ended()).toString()).contains("it is registered by /x on node n1");
        // In truth nobody on n1 has asked for it.
        nodes.get(2).hazelcast.getLifecycleService().terminate();
        awaitNobody(0, "k");
        assertThat(kept.isEmpty()).isTrue();
    }

    @Test
    void manyNamesAreFineAndANodeThatComesHasThem() {
        Child owner = nodes.get(0).child("owner");
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(nodes.get(0).names.register("name" + i, "", owner));
        }
        get(Future.all(all));
        await().atMost(PATIENCE).until(() -> nodes.get(1).names.count() == MANY);
        add();
        await().atMost(PATIENCE).until(() -> nodes.get(2).names.count() == MANY);

        owner.exit(ExitReason.NORMAL);
        await().atMost(PATIENCE).until(() -> nodes.stream().allMatch(node -> node.names.count() == 0));
    }
}
