package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Child;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.Tasks;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Where the answers of supervisors come, and what comes when there is no Vert.x any more: S14. */
class CallbackTest extends OnVertx {

    private static SupervisorSpec one(ChildSpec... children) {
        return SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, children);
    }

    private record Where(Thread thread, Context context) {
        static Where here() {
            return new Where(Thread.currentThread(), Vertx.currentContext());
        }
    }

    /** All that is answered; the last ends the supervisor. */
    private static Map<String, Supplier<Future<?>>> questions(Supervisor root, Child child) {
        Map<String, Supplier<Future<?>>> all = new LinkedHashMap<>();
        all.put("countChildren", root::countChildren);
        all.put("tree", () -> root.tree(10));
        all.put("restartChild", () -> root.restartChild("nobody"));
        all.put("down", () -> child.monitor().down());
        all.put("ended", root::ended);
        all.put("stop", root::stop);
        return all;
    }

    private static Map<String, Future<Where>> ask(Map<String, Supplier<Future<?>>> questions) {
        Map<String, Future<Where>> answers = new LinkedHashMap<>();
        questions.forEach((name, question) -> {
            Promise<Where> where = Promise.promise();
            question.get().onComplete(done -> where.complete(Where.here()));
            answers.put(name, where.future());
        });
        return answers;
    }

    @Test
    void S14_callers_anAnswerComesOnTheCallersContext() {
        Context caller = vertx.getOrCreateContext();
        Promise<Map<String, Future<Where>>> asked = Promise.promise();
        caller.runOnContext(v -> {
            Future<Supervisor> start = Supervisor.start(vertx, one(plain("a")));
            start.onSuccess(root -> {
                Map<String, Future<Where>> answers = ask(questions(root, running("/a")));
                answers.put("start", Future.succeededFuture(Where.here()));
                asked.complete(answers);
            });
        });

        get(asked.future())
                .forEach((name, where) ->
                        assertThat(get(where).context()).as(name).isSameAs(caller));
    }

    @Test
    void S14_callers_withoutAContextNobodyRunsOnTheThreadOfTheSupervisors() {
        Promise<Supervisor> up = Promise.promise();
        Promise<Where> start = Promise.promise();
        Supervisor.start(vertx, one(plain("a"))).onSuccess(root -> {
            start.complete(Where.here());
            up.complete(root);
        });
        Supervisor root = get(up.future());
        Map<String, Future<Where>> answers = ask(questions(root, running("/a")));
        answers.put("start", start.future());

        answers.forEach((name, where) ->
                assertThat(get(where).thread().getName()).as(name).doesNotContain("coppice-supervisor"));
    }

    @Test
    void S14_callers_oneThatBlocksInItsCallbackStopsNoSupervisor() {
        CountDownLatch release = new CountDownLatch(1);
        Promise<Supervisor> up = Promise.promise();
        Promise<Void> listened = Promise.promise();
        // On a thread of its own, or the caller might hold its event loop.
        VerticleStart worker = VerticleStart.of("a", () -> new Plain("a") {
                    @Override
                    public Future<?> start() {
                        return Future.all(super.start(), listened.future());
                    }
                })
                .withOptions(new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
        try {
            Supervisor.start(vertx, one(ChildSpec.of("a", worker))).onSuccess(root -> {
                up.complete(root);
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            // Not sooner: a callback added to an answer that is there already comes on the test's own thread.
            listened.complete();
            get(up.future());
            Child first = running("/a");

            first.exit(ExitReason.crashed("boom"));

            awaitAnother("/a", first);
        } finally {
            release.countDown();
        }
    }

    @Test
    void S14_callers_oneThatIsGoneStopsNoSupervisor() {
        Supervisor root = get(Supervisor.start(vertx, one(plain("a"))));
        Promise<Boolean> asked = Promise.promise();
        String caller = get(vertx.deployVerticle(
                () -> new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        root.ended().onComplete(end -> log.add("nobody"));
                        asked.complete(true);
                        return Future.succeededFuture();
                    }
                },
                new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setWorkerPoolName("its own")));
        get(asked.future());
        get(vertx.undeploy(caller));

        get(root.stop());

        assertThat(log).containsExactly("start a", "stop a");
    }

    @Test
    void nothingStartsOnAVertxThatIsClosed() {
        Vertx closed = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        get(closed.close());

        assertRefused(Supervisor.start(closed, one(plain("a"))));
        assertRefused(Supervisor.start(closed, one(plain("a"))));
        assertThat(log).isEmpty();
    }

    @Test
    void nothingStartsOnAVertxThatIsBeingClosed() {
        Vertx closing = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        get(Supervisor.start(closing, one(plain("a"))));
        Future<Void> close = closing.close();

        assertRefused(SupervisionSystem.of(closing).startRoot("/second", one(plain("b"))));
        get(close);
        assertThat(log).containsExactly("start a", "stop a");
    }

    @Test
    void aTaskOfAVertxThatIsClosedFails() {
        Vertx closed = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        get(Supervisor.start(closed, one(ChildSpec.of("tasks", SupervisorSpec.ofDynamic()))));
        Tasks tasks = Tasks.in(closed, "/tasks");
        get(closed.close());

        assertThatThrownBy(
                        () -> get(tasks.async(() -> Future.succeededFuture(1)).await()))
                .hasMessage("no supervisor /tasks runs");
    }

    private static void assertRefused(Future<?> start) {
        assertThatThrownBy(() -> get(start))
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(Refusal.SHUTTING_DOWN))
                .hasMessageContaining("Vert.x is closed");
    }
}
