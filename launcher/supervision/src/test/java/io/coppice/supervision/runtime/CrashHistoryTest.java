package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.CrashReport;
import io.coppice.supervision.CrashReport.Outcome;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The crashes that are kept, with what came of them: S16. */
class CrashHistoryTest extends OnVertx {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Supervisor start(RestartStrategy strategy, int maxRestarts, ChildSpec... children) {
        return get(Supervisor.start(vertx, SupervisorSpec.of(strategy, children).withWindow(maxRestarts, MINUTE)));
    }

    private List<CrashReport> crashes() {
        return Supervision.of(vertx).crashes(100);
    }

    /** {@code /a restarted: /b restarted, / gave_up}. */
    private static String summary(CrashReport crash) {
        List<String> chain = crash.chain().stream()
                .map(effect -> effect.path() + " " + effect.outcome().word())
                .toList();
        return crash.path() + " " + crash.outcome().word() + ": " + String.join(", ", chain);
    }

    private void awaitCrashes(String... summaries) {
        await().untilAsserted(() ->
                assertThat(crashes()).extracting(CrashHistoryTest::summary).containsExactly(summaries));
    }

    @Test
    void S16_history_aCrashHasItsMessageItsReasonAndTheGroupThatItTookAlong() {
        start(RestartStrategy.REST_FOR_ONE, 3, plain("first"), plain("a"), plain("b"));
        vertx.eventBus().send("a", "boom");
        awaitCrashes("/a restarted: /b restarted");

        CrashReport crash = crashes().get(0);
        assertThat(crash.number()).isEqualTo(1);
        assertThat(crash.start()).isEqualTo("a");
        assertThat(crash.incarnation()).isEqualTo(2);
        assertThat(crash.timesRestarted()).isZero();
        assertThat(crash.reason()).isEqualTo("crashed: java.lang.IllegalStateException: boom");
        assertThat(crash.stack()).contains("OnVertx$Plain");
        assertThat(crash.restarts()).isEqualTo(1);
        assertThat(crash.itself().down()).isPositive();
        assertThat(crash.chain().get(0).down()).isPositive();
        JsonObject json = crash.toJson();
        assertThat(json.getJsonObject("message"))
                .isEqualTo(new JsonObject().put("address", "a").put("body", "boom"));
        assertThat(json.getString("outcome")).isEqualTo("restarted");
        assertThat(json.getDouble("down_ms")).isPositive();
        assertThat(json.getJsonArray("ancestors").encode()).isEqualTo("[\"/\"]");
        assertThat(json.getJsonArray("chain").getJsonObject(0).getString("path"))
                .isEqualTo("/b");
    }

    @Test
    void S16_history_escalationIsOneChainFromTheChildToWhatItsGrandparentRestarted() {
        start(
                RestartStrategy.ONE_FOR_ALL,
                3,
                plain("other"),
                ChildSpec.of(
                        "s",
                        SupervisorSpec.of(
                                        RestartStrategy.ONE_FOR_ONE,
                                        ChildSpec.of(
                                                "t",
                                                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, plain("a"))
                                                        .withWindow(0, MINUTE)))
                                .withWindow(0, MINUTE)));
        Child other = running("/other");
        vertx.eventBus().send("a", "boom");

        awaitCrashes("/s/t/a gave_up: /s/t gave_up, /s gave_up, /s restarted, /other restarted");
        awaitAnother("/other", other);
    }

    @Test
    void S16_history_theRootGivesUpBecauseOfTheLastCrash() {
        Supervisor root = start(RestartStrategy.ONE_FOR_ONE, 1, plain("a"), plain("b"));
        Child first = running("/a");
        vertx.eventBus().send("a", "one");
        awaitAnother("/a", first);
        vertx.eventBus().send("b", "two");
        get(root.ended());

        awaitCrashes("/b gave_up: / gave_up", "/a restarted: ");
        assertThat(Supervision.of(vertx).crashes(1))
                .singleElement()
                .satisfies(c -> assertThat(c.path()).isEqualTo("/b"));
    }

    @Test
    void S16_history_failedAttemptsAreTheCrashsOwn() {
        AtomicInteger starts = new AtomicInteger();
        start(RestartStrategy.ONE_FOR_ONE, 9, child("a", () -> new Plain("a") {
            @Override
            public Future<?> start() {
                int nth = starts.incrementAndGet();
                return nth == 2 || nth == 3 ? Future.failedFuture("not yet " + nth) : super.start();
            }
        }));
        vertx.eventBus().send("a", "boom");

        awaitCrashes("/a restarted: ");
        CrashReport.Effect itself = crashes().get(0).itself();
        assertThat(itself.failedStarts()).isEqualTo(2);
        assertThat(itself.lastFailure()).contains("not yet 3");
    }

    @Test
    void S16_history_whatStaysDownSaysSo() {
        Supervisor root = start(
                RestartStrategy.ONE_FOR_ONE,
                3,
                plain("a").withRestart(RestartType.TEMPORARY),
                ChildSpec.of("d", SupervisorSpec.ofDynamic()));
        vertx.eventBus().send("a", "boom");
        awaitCrashes("/a not_restarted: ");

        ChildSpec failing = child("f", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return Future.failedFuture("never");
            }
        });
        assertThatThrownBy(() -> get(root.startChild(failing))).hasMessageContaining("never");
        awaitCrashes("/f not_restarted: ", "/a not_restarted: ");
    }

    @Test
    void S16_history_aRestartThatTheEndOfTheSupervisorOvertakesIsNone() {
        AtomicInteger starts = new AtomicInteger();
        Supervisor root = start(RestartStrategy.ONE_FOR_ONE, 3, child("a", () -> new Plain("a") {
            @Override
            public Future<?> start() {
                return starts.incrementAndGet() == 1
                        ? super.start()
                        : io.vertx.core.Promise.promise().future();
            }
        }));
        vertx.eventBus().send("a", "boom");
        awaitCrashes("/a restarting: ");
        get(root.stop());

        awaitCrashes("/a not_restarted: ");
    }

    @Test
    void S16_history_theOldestGoAndTheNewestComeFirst() {
        Supervision.of(vertx).keepCrashes(2);
        Supervisor root = start(RestartStrategy.ONE_FOR_ONE, 3);
        for (int i = 0; i < 3; i++) {
            get(root.startChild(plain("t" + i).withRestart(RestartType.TEMPORARY)));
            vertx.eventBus().send("t" + i, "boom");
            int number = i + 1;
            await().until(() -> !crashes().isEmpty() && crashes().get(0).number() == number);
        }
        assertThat(crashes()).extracting(CrashReport::number).containsExactly(3L, 2L);
        Supervision.of(vertx).keepCrashes(0);
        assertThat(crashes()).isEmpty();
        assertThatThrownBy(() -> Supervision.of(vertx).keepCrashes(1001))
                .hasMessage("crashes kept must be from 0 to 1000, not 1001");
    }

    @Test
    void S16_history_aLongChainIsCut() {
        ChildSpec many = child("m", () -> new VerticleBase() {}).withInstances(Crash.MOST_OF_CHAIN + 1);
        start(RestartStrategy.ONE_FOR_ALL, 3, plain("a"), many);
        vertx.eventBus().send("a", "boom");
        await().until(() -> crashes().size() == 1
                && crashes().get(0).outcome() == Outcome.RESTARTED
                && get(allBack())
                // The history is told of the last behind its start.
                && areRestarted(crashes().get(0).chain()));

        CrashReport crash = crashes().get(0);
        assertThat(crash.isCut()).isTrue();
        assertThat(crash.toJson().getBoolean("cut")).isTrue();
        assertThat(crash.chain())
                .hasSize(Crash.MOST_OF_CHAIN)
                .allMatch(effect -> effect.outcome() == Outcome.RESTARTED);
    }

    private static boolean areRestarted(List<CrashReport.Effect> chain) {
        return chain.stream().allMatch(effect -> effect.outcome() == Outcome.RESTARTED);
    }

    private Future<Boolean> allBack() {
        return Supervision.of(vertx)
                .supervisor("/")
                .orElseThrow()
                .countChildren()
                .map(counts -> counts.active() == Crash.MOST_OF_CHAIN + 2);
    }

    private static final class Heavy extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Heavy() {
            super("x".repeat(100_000));
        }
    }

    @Test
    void S16_history_keepsTextsAndNoExceptions() {
        Heavy[] thrown = {new Heavy()};
        WeakReference<Heavy> kept = new WeakReference<>(thrown[0]);
        Supervisor root = start(
                RestartStrategy.ONE_FOR_ONE,
                3,
                child("a", () -> new VerticleBase() {
                            @Override
                            public Future<?> start() {
                                vertx.setTimer(1, id -> {
                                    Heavy heavy = thrown[0];
                                    thrown[0] = new Heavy();
                                    throw heavy;
                                });
                                return Future.succeededFuture();
                            }
                        })
                        .withRestart(RestartType.TEMPORARY));
        awaitCrashes("/a not_restarted: ");
        get(root.stop());
        events.clear();
        // The JVM may keep the last exception that was caught on a thread until it needs the place again (HotSpot's
        // JavaThread::_vm_result, which no heap dump shows): so the child's thread is to end first.
        Supervision supervision = Supervision.of(vertx);
        get(vertx.close());

        // No assertion on the exception itself: where it fails, its error keeps what it is about.
        await().until(() -> {
            System.gc();
            return kept.refersTo(null);
        });
        CrashReport crash = supervision.crashes(1).get(0);
        assertThat(crash.reason()).hasSize(Cut.MOST_OF_REASON + 3).endsWith("...");
        assertThat(crash.stack()).hasSize(Cut.MOST_OF_STACK + 3).endsWith("...");
    }

    @Test
    void S16_theMessageIsMaskedInTheEventAndInTheHistory() {
        start(RestartStrategy.ONE_FOR_ONE, 3, child("a", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                vertx.eventBus().localConsumer("login", message -> {
                    throw new IllegalStateException("boom");
                });
                return Future.succeededFuture();
            }
        }));
        vertx.eventBus().send("login", new JsonObject().put("user", "bob").put("password", "hunter2"));
        awaitCrashes("/a restarted: ");

        String masked = "{\"user\":\"bob\",\"password\":\"***\"}";
        assertThat(crashes().get(0).message().orElseThrow().body()).isEqualTo(masked);
        assertThat(events())
                .filteredOn(event -> event.reason().handling() != null)
                .singleElement()
                .satisfies(event -> assertThat(
                                event.toJson().getJsonObject("message").getString("body"))
                        .isEqualTo(masked));

        Supervision.of(vertx).maskWith((address, body) -> "for " + address);
        vertx.eventBus().send("login", new JsonObject());
        await().until(() -> crashes().size() == 2);
        assertThat(crashes().get(0).message().orElseThrow().body()).isEqualTo("for login");
    }
}
