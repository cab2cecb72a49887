package io.coppice.supervision.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Exit;
import io.coppice.supervision.Monitor;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Who is told of another's end, and who ends with it: S18. */
class MonitorsAndLinksTest extends OnVertx {

    private static final ExitReason BOOM = ExitReason.crashed("boom");

    private Supervisor root(ChildSpec... children) {
        return get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children)));
    }

    /** Three temporary children: nothing comes back. */
    private void passing(String... ids) {
        ChildSpec[] specs = new ChildSpec[ids.length];
        for (int i = 0; i < ids.length; i++) {
            specs[i] = plain(ids[i]).withRestart(RestartType.TEMPORARY);
        }
        root(specs);
    }

    /** Calls something on a child's own context. */
    private static <T> T on(Child child, Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        child.context().orElseThrow().runOnContext(v -> {
            try {
                result.complete(call.get());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        return result.orTimeout(10, SECONDS).join();
    }

    private static int watchers(Child child) {
        return ((Running) child).watchers().size();
    }

    @Test
    void S18_monitor_tellsTheReasonOnTheContextThatAsked() {
        passing("a", "w");
        Child a = running("/a");
        Child w = running("/w");
        CompletableFuture<Context> toldOn = new CompletableFuture<>();
        Monitor monitor = on(w, () -> {
            Monitor asked = a.monitor();
            asked.down().onComplete(down -> toldOn.complete(Vertx.currentContext()));
            return asked;
        });
        assertThat(monitor.target()).isSameAs(a);
        assertThat(monitor.down().isComplete()).isFalse();

        a.exit(BOOM);

        assertThat(get(monitor.down())).isEqualTo(BOOM);
        assertThat(toldOn.join()).isSameAs(w.context().orElseThrow());
        assertThat(watchers(w)).isZero();
    }

    @Test
    void S18_monitor_tellsAtOnceOfOneThatIsGone() {
        passing("a", "w");
        Child a = running("/a");
        a.exit(BOOM);
        get(a.ended());

        assertThat(get(a.monitor().down())).isEqualTo(BOOM);
        Monitor monitor = on(running("/w"), a::monitor);
        assertThat(get(monitor.down())).isEqualTo(BOOM);
        assertThat(watchers(running("/w"))).isZero();
    }

    @Test
    void S18_monitor_isOfOneIncarnationAndTellsOnce() {
        root(plain("a"));
        Child first = running("/a");
        List<ExitReason> told = new CopyOnWriteArrayList<>();
        first.monitor().down().onSuccess(told::add);

        first.exit(BOOM);
        awaitAnother("/a", first);
        Child second = running("/a");
        second.exit(ExitReason.NORMAL);
        get(second.ended());

        assertThat(told).containsExactly(BOOM);
    }

    @Test
    void S18_monitor_everyMonitorTells() {
        passing("a");
        Child a = running("/a");
        Monitor one = a.monitor();
        Monitor two = a.monitor();
        Monitor none = a.monitor();
        none.demonitor();

        a.exit(BOOM);

        assertThat(get(one.down())).isEqualTo(BOOM);
        assertThat(get(two.down())).isEqualTo(BOOM);
        assertThat(none.down().isComplete()).isFalse();
    }

    @Test
    void S18_demonitor_stopsADownThatIsOnItsWay() {
        passing("a", "w");
        Child a = running("/a");
        Child w = running("/w");
        a.exit(BOOM);
        get(a.ended());

        Monitor monitor = on(w, () -> {
            Monitor asked = a.monitor();
            asked.demonitor();
            return asked;
        });

        on(w, () -> true);
        assertThat(monitor.down().isComplete()).isFalse();
    }

    @Test
    void S18_monitor_endsWithTheOneThatAskedAndLeavesNothingBehind() {
        passing("a", "w");
        Child a = running("/a");
        Child w = running("/w");
        on(w, () -> {
            for (int i = 0; i < 100; i++) {
                a.monitor().demonitor();
            }
            return a.monitor();
        });
        assertThat(watchers(a)).isEqualTo(1);
        assertThat(watchers(w)).isEqualTo(1);

        w.exit(ExitReason.NORMAL);

        get(w.ended());
        await().until(() -> watchers(a) == 0);
    }

    @Test
    void S18_monitor_ofASupervisor() {
        root(ChildSpec.of("s", SupervisorSpec.ofDynamic()));
        Monitor monitor = running("/s").monitor();

        running("/s").exit(BOOM);

        assertThat(get(monitor.down())).isEqualTo(BOOM);
    }

    @Test
    void S18_link_whicheverEndsTheOtherEndsForTheSameReason() {
        passing("a", "b", "c", "d");
        Child a = running("/a");
        Child b = running("/b");
        Child c = running("/c");
        Child d = running("/d");
        a.link(b);
        c.link(d);

        a.exit(BOOM);
        d.exit(ExitReason.SHUTDOWN);

        assertThat(get(b.ended())).isEqualTo(BOOM);
        assertThat(get(c.ended())).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void S18_link_itsSupervisorTreatsTheEndLikeAnyOther() {
        root(plain("a"), plain("b"));
        Child a = running("/a");
        Child b = running("/b");
        a.link(b);

        vertx.eventBus().send("a", "boom");

        awaitAnother("/a", a);
        awaitAnother("/b", b);
        assertThat(events(EventKind.CRASHED))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.reason().cause()).hasMessage("boom"));
        assertThat(watchers(running("/a"))).isZero();
    }

    @Test
    void S18_link_aNormalEndIsNoReasonToEnd() {
        passing("a", "b");
        Child a = running("/a");
        Child b = running("/b");
        a.link(b);

        a.exit(ExitReason.NORMAL);

        get(a.ended());
        await().until(() -> watchers(b) == 0);
        b.exit(BOOM);
        assertThat(get(b.ended())).isEqualTo(BOOM);
    }

    @Test
    void S18_link_oneThatTrapsExitsIsToldOnceInstead() {
        passing("a", "b", "n");
        Child a = running("/a");
        Child b = running("/b");
        Child n = running("/n");
        List<Exit> told = new CopyOnWriteArrayList<>();
        List<Context> toldOn = new CopyOnWriteArrayList<>();
        b.trapExits(exit -> {
            told.add(exit);
            toldOn.add(Vertx.currentContext());
        });
        a.link(b);
        b.link(a);
        b.link(n);

        a.exit(BOOM);
        await().until(() -> told.size() == 1);
        n.exit(ExitReason.NORMAL);
        await().until(() -> told.size() == 2);

        assertThat(told).containsExactly(new Exit(a, BOOM), new Exit(n, ExitReason.NORMAL));
        assertThat(toldOn).containsOnly(b.context().orElseThrow());
        assertThat(b.isRunning()).isTrue();
        assertThat(watchers(b)).isZero();
    }

    @Test
    void S18_link_aTrapThatThrowsCrashesItsOwner() {
        passing("a", "b");
        running("/b").trapExits(exit -> {
            throw new IllegalStateException("a bad trap");
        });
        Child b = running("/b");
        b.link(running("/a"));

        running("/a").exit(BOOM);

        assertThat(get(b.ended()).cause()).hasMessage("a bad trap");
    }

    @Test
    void S18_link_toOneThatIsGoneEndsWhoWantedIt() {
        passing("gone", "a", "b");
        Child gone = running("/gone");
        Child a = running("/a");
        Child b = running("/b");
        gone.exit(ExitReason.NORMAL);
        get(gone.ended());

        a.link(gone);
        gone.link(b);

        assertThat(get(a.ended()).toString()).contains("crashed: noproc", "/gone");
        assertThat(get(b.ended()).toString()).contains("crashed: noproc", "/gone");
        assertThat(watchers(a)).isZero();
    }

    @Test
    void S18_unlink_unties() {
        passing("a", "b");
        Child a = running("/a");
        Child b = running("/b");
        a.link(b);
        b.unlink(a);
        assertThat(watchers(a) + watchers(b)).isZero();
        a.link(a);

        a.exit(BOOM);
        get(a.ended());

        b.exit(ExitReason.NORMAL);
        assertThat(get(b.ended())).isEqualTo(ExitReason.NORMAL);
    }

    @Test
    void S18_link_aSupervisorTrapsExitsButTheOthersEndWithIt() {
        root(
                plain("a").withRestart(RestartType.TEMPORARY),
                plain("b").withRestart(RestartType.TEMPORARY),
                ChildSpec.of("s", SupervisorSpec.ofDynamic()));
        Child a = running("/a");
        Child b = running("/b");
        Child s = running("/s");
        s.link(a);
        s.link(b);

        a.exit(BOOM);
        get(a.ended());
        assertThat(s.isRunning()).isTrue();
        s.exit(BOOM);

        assertThat(get(b.ended())).isEqualTo(BOOM);
    }
}
