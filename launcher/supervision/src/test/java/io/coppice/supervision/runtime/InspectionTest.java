package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a supervisor says of its children: S13. */
class InspectionTest extends OnVertx {

    private Supervisor root(ChildSpec... children) {
        return get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children)));
    }

    private static List<String> states(Supervisor supervisor) {
        return get(supervisor.whichChildren()).stream()
                .map(child -> child.id() + " " + child.state())
                .toList();
    }

    @Test
    void S13_whichChildren_listsThoseThatRunAndThoseThatDoNot() {
        Supervisor root = root(plain("a"), ChildSpec.of("s", SupervisorSpec.ofDynamic()), plain("b"));
        get(root.terminateChild("b"));

        List<ChildInfo> children = get(root.whichChildren());

        assertThat(children)
                .extracting(child -> child.toJson().encode().replaceAll("\"uptime_ms\":\\d+", "\"uptime_ms\":N"))
                .containsExactly(
                        "{\"id\":\"a\",\"path\":\"/a\",\"state\":\"running\",\"type\":\"worker\",\"start\":\"a\","
                                + "\"restart\":\"permanent\",\"restarts\":0,\"uptime_ms\":N}",
                        "{\"id\":\"s\",\"path\":\"/s\",\"state\":\"running\",\"type\":\"supervisor\","
                                + "\"start\":\"dynamic supervisor\",\"restart\":\"permanent\",\"restarts\":0,\"uptime_ms\":N}",
                        "{\"id\":\"b\",\"path\":\"/b\",\"state\":\"stopped\",\"type\":\"worker\",\"start\":\"b\","
                                + "\"restart\":\"permanent\",\"restarts\":0}");
        assertThat(children.get(0).child()).contains(running("/a"));
        assertThat(children.get(2).child()).isEmpty();
    }

    @Test
    void S13_aChildHasCountersOfItsRestartsAndItsTimeUp() {
        Supervisor root = root(plain("a"));
        Child first = running("/a");
        vertx.eventBus().send("a", "boom");
        awaitAnother("/a", first);

        ChildInfo a = get(root.whichChildren()).get(0);
        assertThat(a.restarts()).isEqualTo(1);
        assertThat(a.uptime().orElseThrow()).isPositive();
        TreeNode tree = get(root.tree(10));
        assertThat(tree.uptime().orElseThrow()).isGreaterThan(a.uptime().orElseThrow());
        assertThat(tree.children().get(0).toJson().getLong("restarts")).isEqualTo(1);
        get(root.terminateChild("a"));
        assertThat(get(root.whichChildren()).get(0).uptime()).isEmpty();
        assertThat(get(root.tree(10)).children().get(0).toJson().containsKey("uptime_ms"))
                .isFalse();
    }

    @Test
    void S13_countChildren_countsSpecsActiveSupervisorsAndWorkers() {
        Supervisor root = root(
                plain("a").withInstances(3),
                child("b", VerticleBaseThatRuns::new),
                ChildSpec.of("s", SupervisorSpec.ofDynamic()));
        get(root.terminateChild("b"));
        get(root.terminateChild("s"));

        assertThat(get(root.countChildren())).isEqualTo(new ChildCounts(3, 3, 1, 4));
    }

    private static final class VerticleBaseThatRuns extends VerticleBase {}

    @Test
    void S13_getChildspec_ofAChildWhetherItRunsOrNot() {
        ChildSpec spec = plain("a");
        Supervisor root = root(spec);
        get(root.terminateChild("a"));

        assertThat(get(root.getChildspec("a"))).isEqualTo(spec);
        assertThatThrownBy(() -> get(root.getChildspec("x")))
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(Refusal.NOT_FOUND))
                .hasMessage("/x: not_found");
    }

    @Test
    void S13_infoOf_isAboutAllInstancesOfOneChild() {
        Supervisor root = root(plain("a"), plain("b").withInstances(2), plain("bb"));

        assertThat(get(root.infoOf("b"))).extracting(ChildInfo::path).containsExactly("/b#0", "/b#1");
        assertThat(get(root.infoOf("b#1"))).extracting(ChildInfo::path).containsExactly("/b#1");
        assertThatThrownBy(() -> get(root.infoOf("x"))).hasMessage("/x: not_found");
    }

    @Test
    void S13_whichChildren_failsWhenTheSupervisorIsGone() {
        Supervisor root = root();
        get(root.stop());

        assertThatThrownBy(() -> get(root.whichChildren())).hasMessage("/: shutting_down");
    }

    @Test
    void S13_whichChildren_showsAnAbandonedChildUntilItEnds() {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> held = new CompletableFuture<>();
        Supervisor root = root(child("a", () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        vertx.eventBus().localConsumer("a", message -> {
                            held.complete(null);
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
                        return Future.succeededFuture();
                    }
                })
                .withShutdown(Shutdown.BRUTAL_KILL));
        Child a = running("/a");
        vertx.eventBus().send("a", "");
        held.join();
        try {
            get(root.terminateChild("a"));

            assertThat(states(root)).containsExactly("a stopped", "a abandoned");
            assertThat(get(root.whichChildren()).get(1).child()).contains(a);
            assertThat(get(root.countChildren())).isEqualTo(new ChildCounts(1, 0, 0, 1));
            assertThat(get(root.tree(10)).children())
                    .extracting(node -> node.id() + " " + node.state())
                    .containsExactly("a stopped", "a abandoned");
            get(root.deleteChild("a"));
            assertThat(states(root)).containsExactly("a abandoned");
        } finally {
            release.countDown();
        }
        await().untilAsserted(() -> assertThat(states(root)).isEmpty());
    }

    @Test
    void S13_tree_itsTopIsWhatTheSupervisorIsAndDoes() {
        Promise<Void> release = Promise.promise();
        ChildSpec slow = child("slow", () -> new VerticleBase() {
            @Override
            public Future<?> stop() {
                return release.future();
            }
        });
        Supervisor root = root(ChildSpec.of("s", SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, slow))
                .withRestart(RestartType.TRANSIENT));
        Supervisor s = Supervision.of(vertx).supervisor("/s").orElseThrow();
        assertThat(top(s)).isEqualTo("running transient");
        assertThat(top(root)).isEqualTo("running permanent");

        Future<ExitReason> stopped = root.stop();

        assertThat(top(root)).isEqualTo("stopping permanent");
        assertThat(top(s)).isEqualTo("stopping transient");
        release.complete();
        get(stopped);
        assertThat(top(s)).isEqualTo("stopped transient");
        assertThat(top(root)).isEqualTo("stopped permanent");
    }

    @Test
    void S13_tree_itsTopCountsItsRestarts() {
        root(ChildSpec.of("s", SupervisorSpec.ofDynamic()));
        Child first = running("/s");
        first.exit(ExitReason.crashed("boom"));
        awaitAnother("/s", first);

        TreeNode top = get(Supervision.of(vertx).supervisor("/s").orElseThrow().tree(10));

        assertThat(top.restarts()).isEqualTo(1);
        assertThat(top.uptime()).isPresent();
    }

    private static String top(Supervisor supervisor) {
        TreeNode top = get(supervisor.tree(0));
        return top.state() + " " + top.restart();
    }
}
