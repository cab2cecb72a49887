package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.ClusterRegistry;
import io.coppice.supervision.ClusterRegistry.Change;
import io.coppice.supervision.ClusterRegistry.Entry;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.nodes.Directory;
import io.coppice.supervision.nodes.Membership;
import io.coppice.supervision.nodes.NameKey;
import io.coppice.supervision.nodes.NameTable;
import io.coppice.supervision.nodes.NamedChild;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.supervision.nodes.Partitions;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The registry of a cluster, on a node outside of one and on one whose cluster is in the test's hands. */
class ClusterRegistryTest extends OnVertx {

    private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(10_000);

    private Child alice;
    private Child bob;

    @BeforeEach
    void startThem() {
        get(Supervisor.start(
                vertx,
                SupervisorSpec.of(
                        RestartStrategy.ONE_FOR_ONE,
                        plain("alice").withRestart(RestartType.TEMPORARY),
                        plain("bob").withRestart(RestartType.TEMPORARY))));
        alice = running("/alice");
        bob = running("/bob");
    }

    @Test
    void aUniqueKeyHasOneOwnerUntilThatEnds() {
        ClusterRegistry names = ClusterRegistry.ofUniqueKeys(vertx, "names");
        List<Change> told = new CopyOnWriteArrayList<>();
        names.listen(told::add);
        assertThat(get(names.register("k", "1", alice))).isEmpty();
        Entry entry = new Entry("local", "/alice", "1");
        assertThat(get(names.register("k", "2", bob))).contains(entry);
        assertThat(get(names.register("k", "2", alice))).contains(entry);
        assertThat(names.whereis("k")).contains(entry);
        assertThat(ClusterRegistry.ofUniqueKeys(vertx, "names").lookup("k"))
                .as("registries of one name are one")
                .containsExactly(entry);
        assertThat(ClusterRegistry.ofUniqueKeys(vertx, "others").lookup("k")).isEmpty();
        assertThat(names.keys(alice)).containsExactly("k");
        assertThat(names.count()).isEqualTo(1);

        alice.exit(ExitReason.NORMAL);
        get(alice.ended());
        assertThat(names.whereis("k")).isEmpty();
        assertThat(get(names.register("k", "2", bob))).isEmpty();
        await().untilAsserted(() -> assertThat(told)
                .containsExactly(
                        new Change(true, "k", entry),
                        new Change(false, "k", entry),
                        new Change(true, "k", new Entry("local", "/bob", "2"))));
    }

    @Test
    void aDuplicateKeyHasManyAndWhatIsUnregisteredIsGone() {
        ClusterRegistry rooms = ClusterRegistry.ofDuplicateKeys(vertx, "rooms");
        get(rooms.register("r", "1", alice));
        get(rooms.register("r", "2", bob));
        get(rooms.register("r", "3", alice));
        assertThat(rooms.lookup("r")).extracting(Entry::value).containsExactly("1", "2", "3");
        assertThat(rooms.keys(alice)).containsExactly("r", "r");
        rooms.unregister("r", alice);
        assertThat(rooms.lookup("r")).extracting(Entry::path).containsExactly("/bob");
        assertThatThrownBy(() -> rooms.whereis("r")).hasMessageContaining("rooms has duplicate keys");
    }

    @Test
    void whoHasEndedCannotBeRegistered() {
        ClusterRegistry names = ClusterRegistry.ofUniqueKeys(vertx, "names");
        alice.exit(ExitReason.NORMAL);
        get(alice.ended());
        assertThat(names.register("k", "1", alice).cause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/alice has ended");
        assertThat(names.whereis("k")).isEmpty();
    }

    @Test
    void aRequestFindsTheOwnerAndIsRefusedAtOnceWhereThereIsNone() {
        ClusterRegistry names = ClusterRegistry.ofUniqueKeys(vertx, "names");
        vertx.eventBus().<String>localConsumer("inbox", message -> message.reply(message.body() + "!"));
        get(names.register("k", "", alice, "inbox"));
        get(names.register("mute", "", alice));
        assertThat(get(names.request("k", "hello", OPTIONS)).body()).isEqualTo("hello!");
        for (String key : List.of("nobody", "mute")) {
            assertThat(names.request(key, "hello", OPTIONS).cause())
                    .isInstanceOfSatisfying(
                            ReplyException.class,
                            e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
        }
        List<String> sent = new CopyOnWriteArrayList<>();
        vertx.eventBus().<String>localConsumer("letters", message -> sent.add(message.body()));
        get(names.register("box", "", bob, "letters"));
        names.send("box", "one", OPTIONS);
        names.send("nobody", "two", OPTIONS);
        await().untilAsserted(() -> assertThat(sent).containsExactly("one"));
    }

    @Test
    void whoLosesItsNameEnds() {
        Held cluster = new Held();
        Nodes.install(vertx, cluster);
        ClusterRegistry names = ClusterRegistry.ofUniqueKeys(vertx, "names");
        Future<Optional<Entry>> registered = names.register("k", "", alice);
        cluster.agree();
        assertThat(get(registered)).isEmpty();
        cluster.lost.get(0).accept("it is registered by /x on node b");
        assertThat(get(alice.ended()))
                .hasToString("shutdown: it lost the key \"k\" of the registry names: it is registered by /x on node b");
        assertThat(names.keys(alice)).isEmpty();
    }

    @Test
    void whoEndsWhileTheClusterIsAskedIsNotRegistered() {
        Held cluster = new Held();
        Nodes.install(vertx, cluster);
        ClusterRegistry names = ClusterRegistry.ofUniqueKeys(vertx, "names");
        Future<Optional<Entry>> registered = names.register("k", "", alice);
        alice.exit(ExitReason.NORMAL);
        get(alice.ended());
        cluster.agree();
        await().until(registered::isComplete);
        assertThat(registered.cause()).hasMessageContaining("/alice has ended");
        assertThat(cluster.dropped).hasSize(1);
    }

    @Test
    void soManyMayWaitForTheCluster() {
        Held cluster = new Held();
        Nodes.install(vertx, cluster);
        ClusterRegistry rooms = ClusterRegistry.ofDuplicateKeys(vertx, "rooms");
        for (int i = 0; i < ClusterRegistry.MOST_WAITING; i++) {
            var unused = rooms.register("r", "", alice);
        }
        assertThat(rooms.register("r", "", alice).cause()).hasMessageContaining("10000 registrations wait");
        cluster.agree();
        Future<Optional<Entry>> next = rooms.register("r", "", alice);
        cluster.agree();
        assertThat(get(next)).isEmpty();
    }

    @Test
    void whoAsksANodeThatGoesIsToldAtOnceOnItsOwnContext() {
        Held cluster = new Held();
        cluster.nodes = List.of("a", "b");
        Nodes.install(vertx, cluster);
        ClusterRegistry names = ClusterRegistry.ofUniqueKeys(vertx, "names");
        NamedChild other = new NamedChild("2", "b", 1, "/x", "box", "");
        cluster.table.put(0, NameKey.of(NameKey.prefix("names", true) + "k", other), other);
        vertx.eventBus().localConsumer("coppice.names.2", neverAnswered -> {});
        Context caller = vertx.getOrCreateContext();
        Promise<Context> told = Promise.promise();
        Promise<Void> asked = Promise.promise();
        caller.runOnContext(v -> {
            names.request("k", "hello", OPTIONS).onFailure(gone -> {
                assertThat(gone).hasMessage("node b is gone; it may have been done or not");
                told.complete(Vertx.currentContext());
            });
            asked.complete();
        });
        get(asked.future());

        cluster.nodes = List.of("a");
        cluster.listeners.forEach(Runnable::run);

        assertThat(get(told.future())).isSameAs(caller);
        assertThat(names.request("k", "hello", OPTIONS).cause()).hasMessageContaining("node b is gone");
    }

    /** A cluster that agrees when it is told to. */
    private static final class Held implements Nodes, Directory {
        final List<Consumer<String>> lost = new ArrayList<>();
        final List<NamedChild> dropped = new CopyOnWriteArrayList<>();
        private final List<Runnable> asked = new ArrayList<>();
        final List<Runnable> listeners = new ArrayList<>();
        List<String> nodes = List.of("a");
        private final NameTable table = new NameTable(1);

        void agree() {
            List.copyOf(asked).forEach(Runnable::run);
            asked.clear();
        }

        @Override
        public Future<NamedChild> keep(String key, NamedChild child, Consumer<String> whenLost) {
            Promise<NamedChild> answer = Promise.promise();
            lost.add(whenLost);
            asked.add(() -> answer.complete(child));
            return answer.future();
        }

        @Override
        public void drop(String key, NamedChild child) {
            dropped.add(child);
        }

        @Override
        public Optional<Directory> directory() {
            return Optional.of(this);
        }

        @Override
        public String process() {
            return "1";
        }

        @Override
        public NameTable table() {
            return table;
        }

        @Override
        public String self() {
            return "a";
        }

        @Override
        public Membership membership() {
            return new Membership(nodes, true, true);
        }

        @Override
        public Partitions partitions() {
            return Partitions.of("a");
        }

        @Override
        public Runnable listen(Runnable listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }
}
