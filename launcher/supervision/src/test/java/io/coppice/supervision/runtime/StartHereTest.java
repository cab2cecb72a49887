package io.coppice.supervision.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Children that are started on the event loop of who asks for them. */
class StartHereTest extends OnVertx {

    private static final int MANY = 8;

    private final Supervisor dynamic = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
    private final Context caller = vertx.getOrCreateContext();

    private <T> T getAtCaller(Supplier<Future<T>> code) {
        Promise<T> answer = Promise.promise();
        caller.runOnContext(v -> code.get().onComplete(answer));
        return get(answer.future());
    }

    private static Object loopOf(Child child) {
        return VertxInternals.eventLoopOf(child.context().orElseThrow());
    }

    private List<Object> loops(Supplier<Future<Child>> start) {
        List<Object> loops = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            loops.add(loopOf(getAtCaller(start)));
        }
        return loops;
    }

    @Test
    void all_are_on_the_callers_event_loop() {
        assertThat(loops(() -> dynamic.startChildHere(plain("c" + log.size()))))
                .hasSize(MANY)
                .containsOnly(VertxInternals.eventLoopOf(caller));
    }

    @Test
    void else_they_are_on_all_event_loops() {
        assertThat(loops(() -> dynamic.startChild(plain("c" + log.size()))))
                .containsAll(VertxInternals.eventLoops(vertx));
    }

    @Test
    void a_caller_without_an_event_loop_has_them_on_all() {
        List<Object> loops = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            loops.add(loopOf(get(dynamic.startChildHere(plain("c" + i)))));
        }
        assertThat(loops).containsAll(VertxInternals.eventLoops(vertx));
    }

    @Test
    void one_that_crashes_comes_back() {
        Child before = getAtCaller(() -> dynamic.startChildHere(plain("c")));
        before.exit(ExitReason.crashed("planted"));
        awaitAnother("/c", before);
        assertThat(loopOf(running("/c"))).isEqualTo(VertxInternals.eventLoopOf(caller));
    }

    /** Child, news of it and caller are all on one thread, and yet what the caller then does is none of the supervisor's turn. */
    @Test
    void who_is_answered_holds_up_no_supervisor() {
        boolean othersHadTheirTurn =
                getAtCaller(() -> dynamic.startChildHere(plain("c")).map(started -> {
                    CountDownLatch counted = new CountDownLatch(1);
                    new Thread(() -> dynamic.countChildren().onComplete(done -> counted.countDown())).start();
                    try {
                        return counted.await(5, SECONDS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }));
        assertThat(othersHadTheirTurn).isTrue();
    }
}
