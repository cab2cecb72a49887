package io.coppice.supervision.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Registry;
import io.coppice.supervision.Registry.Change;
import io.coppice.supervision.Registry.Entry;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The registry's behaviour is Elixir's. */
class RegistryTest extends OnVertx {

    private final Registry<String, Integer> unique = Registry.ofUniqueKeys(vertx);
    private final Registry<String, Integer> duplicate = Registry.ofDuplicateKeys(vertx);

    private List<Child> passing(int number) {
        ChildSpec[] specs = new ChildSpec[number];
        for (int i = 0; i < number; i++) {
            specs[i] = plain("c" + i).withRestart(RestartType.TEMPORARY);
        }
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, specs)));
        List<Child> children = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            children.add(running("/c" + i));
        }
        return children;
    }

    private static void end(Child child) {
        child.exit(ExitReason.NORMAL);
        get(child.ended());
    }

    static int tableSize(Registry<?, ?> registry, String field) throws ReflectiveOperationException {
        return ((Map<?, ?>) valueOf(valueOf(registry, "table"), field)).size();
    }

    private static List<?> listeners(Registry<?, ?> registry) throws ReflectiveOperationException {
        return (List<?>) valueOf(valueOf(registry, "listeners"), "listeners");
    }

    static Object valueOf(Object object, String field) throws ReflectiveOperationException {
        Field declared = object.getClass().getDeclaredField(field);
        declared.setAccessible(true);
        return declared.get(object);
    }

    @Test
    void aUniqueKeyHasOneEntryWithItsValue() {
        List<Child> children = passing(2);

        assertThat(unique.register("k", 1, children.get(0))).isEmpty();

        assertThat(unique.register("k", 2, children.get(1))).contains(children.get(0));
        assertThat(unique.register("k", 3, children.get(0))).contains(children.get(0));
        assertThat(unique.lookup("k")).containsExactly(new Entry<>(children.get(0), 1));
        assertThat(unique.lookup("x")).isEmpty();
        assertThat(unique.count()).isEqualTo(1);
    }

    @Test
    void whatIsRefusedLeavesNothingBehind() throws ReflectiveOperationException {
        List<Child> children = passing(2);
        unique.register("k", 1, children.get(0));

        for (int i = 0; i < 100; i++) {
            unique.register("k", i, children.get(1));
        }

        assertThat(tableSize(unique, "table")).isEqualTo(1);
        assertThat(tableSize(unique, "holdings")).isEqualTo(1);
        assertThat(unique.keys(children.get(1))).isEmpty();
    }

    @Test
    void aDuplicateKeyHasAnyNumberOfEntriesAlsoOfOneOwner() {
        List<Child> children = passing(2);
        duplicate.register("k", 1, children.get(0));
        duplicate.register("k", 2, children.get(1));
        duplicate.register("k", 3, children.get(0));
        duplicate.register("l", 4, children.get(0));

        assertThat(duplicate.lookup("k"))
                .containsExactly(
                        new Entry<>(children.get(0), 1),
                        new Entry<>(children.get(1), 2),
                        new Entry<>(children.get(0), 3));
        assertThat(duplicate.keys(children.get(0))).containsExactlyInAnyOrder("k", "k", "l");
        assertThat(duplicate.count()).isEqualTo(4);

        duplicate.unregister("k", children.get(0));

        assertThat(duplicate.lookup("k")).containsExactly(new Entry<>(children.get(1), 2));
        assertThat(duplicate.keys(children.get(0))).containsExactly("l");
        assertThat(duplicate.count()).isEqualTo(2);
    }

    @Test
    void onlyItsOwnerIsUnregistered() {
        List<Child> children = passing(2);
        unique.register("k", 1, children.get(0));

        unique.unregister("k", children.get(1));
        unique.register("l", 2, children.get(1));
        unique.unregister("k", children.get(1));

        assertThat(unique.lookup("k")).hasSize(1);
        unique.unregister("k", children.get(0));
        unique.unregister("k", children.get(0));
        assertThat(unique.lookup("k")).isEmpty();
        assertThat(unique.register("k", 2, children.get(1))).isEmpty();
    }

    @Test
    void dispatchIsCalledWhereThereAreEntries() {
        List<Child> children = passing(2);
        duplicate.register("k", 1, children.get(0));
        duplicate.register("k", 2, children.get(1));
        List<Integer> seen = new ArrayList<>();

        duplicate.dispatch("k", entries -> entries.forEach(entry -> seen.add(entry.value())));
        duplicate.dispatch("x", entries -> seen.add(-1));

        assertThat(seen).containsExactly(1, 2);
        assertThatThrownBy(() -> duplicate.lookup("k").clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void entriesAreGoneWhenTheirOwnerHasEnded() throws ReflectiveOperationException {
        List<Child> children = passing(2);
        duplicate.register("k", 1, children.get(0));
        duplicate.register("k", 2, children.get(0));
        duplicate.register("k", 3, children.get(1));
        duplicate.register("l", 4, children.get(0));

        end(children.get(0));

        assertThat(duplicate.lookup("k")).containsExactly(new Entry<>(children.get(1), 3));
        assertThat(duplicate.lookup("l")).isEmpty();
        assertThat(duplicate.keys(children.get(0))).isEmpty();
        assertThat(duplicate.count()).isEqualTo(1);
        assertThat(tableSize(duplicate, "table")).isEqualTo(1);
        assertThat(tableSize(duplicate, "holdings")).isEqualTo(1);
    }

    @Test
    void oneThatHasEndedCannotBeRegistered() throws ReflectiveOperationException {
        Child child = passing(1).get(0);
        end(child);

        assertThatThrownBy(() -> unique.register("k", 1, child))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("/c0 has ended, and cannot be registered");
        assertThat(tableSize(unique, "table") + tableSize(unique, "holdings")).isZero();
    }

    @Test
    void aRestartedChildFindsItsKeyFree() {
        List<Optional<Child>> answers = new CopyOnWriteArrayList<>();
        ChildSpec named = child("named", () -> new VerticleBase() {
            @Override
            public Future<?> start() {
                Child self = Supervision.of(vertx).self().orElseThrow();
                answers.add(unique.register("k", 1, self));
                return Future.succeededFuture();
            }
        });
        get(Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, named)));
        Child first = running("/named");

        first.exit(ExitReason.crashed("boom"));
        awaitAnother("/named", first);

        assertThat(answers).containsExactly(Optional.empty(), Optional.empty());
        assertThat(unique.lookup("k")).containsExactly(new Entry<>(running("/named"), 1));
    }

    @Test
    void listenersAreToldOfEachChangeInOrderOnTheirOwnContext() throws ReflectiveOperationException {
        Child child = passing(1).get(0);
        List<Change<String, Integer>> changes = new CopyOnWriteArrayList<>();
        List<Context> toldOn = new CopyOnWriteArrayList<>();
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Runnable> listening = new CompletableFuture<>();
        context.runOnContext(v -> listening.complete(unique.listen(change -> {
            changes.add(change);
            toldOn.add(Vertx.currentContext());
        })));
        Runnable removal = listening.orTimeout(10, SECONDS).join();

        unique.register("k", 1, child);
        unique.register("k", 2, child);
        unique.unregister("k", child);
        unique.register("k", 3, child);
        end(child);

        await().until(() -> changes.size() == 4);
        assertThat(changes)
                .containsExactly(
                        new Change<>(true, "k", new Entry<>(child, 1)),
                        new Change<>(false, "k", new Entry<>(child, 1)),
                        new Change<>(true, "k", new Entry<>(child, 3)),
                        new Change<>(false, "k", new Entry<>(child, 3)));
        assertThat(toldOn).containsOnly(context);
        removal.run();
        assertThat(listeners(unique)).isEmpty();
    }

    @Test
    void aListenerGoesWithTheVerticleThatListens() throws ReflectiveOperationException {
        Child child = passing(1).get(0);
        CompletableFuture<Void> listening = new CompletableFuture<>();
        child.context().orElseThrow().runOnContext(v -> {
            unique.listen(change -> {});
            listening.complete(null);
        });
        listening.orTimeout(10, SECONDS).join();
        assertThat(listeners(unique)).hasSize(1);

        end(child);

        assertThat(listeners(unique)).isEmpty();
    }

    @Test
    void manyThreadsAtOnceAgreeOnOneOwner() throws InterruptedException {
        List<Child> children = passing(8);
        for (int round = 0; round < 200; round++) {
            String key = "k" + round;
            List<Child> winners = new CopyOnWriteArrayList<>();
            onThreads(children, child -> {
                if (unique.register(key, 1, child).isEmpty()) {
                    winners.add(child);
                }
            });
            assertThat(winners).hasSize(1);
            assertThat(unique.lookup(key)).extracting(Entry::owner).isEqualTo(winners);
        }
        assertThat(unique.count()).isEqualTo(200);
    }

    @Test
    void nothingIsLeftOfThoseThatEndWhileTheyAreRegistered() throws Exception {
        List<Child> children = passing(8);
        onThreads(children, child -> {
            try {
                for (int i = 0; true; i++) {
                    duplicate.register("k" + i % 10, i, child);
                    if (i == 50) {
                        child.exit(ExitReason.NORMAL);
                    }
                    if (i % 3 == 0) {
                        duplicate.unregister("k" + i % 10, child);
                    }
                }
            } catch (IllegalStateException ended) {
                assertThat(ended).hasMessageContaining("has ended");
            }
        });

        // The supervisors' thread may still be at it.
        await().untilAsserted(() -> assertThat(duplicate.count()).isZero());
        assertThat(tableSize(duplicate, "table") + tableSize(duplicate, "holdings"))
                .isZero();
    }

    @Test
    void whoIsThereAllTheTimeIsSeenByEveryLookupInOrder() throws InterruptedException {
        List<Child> children = passing(8);
        duplicate.register("k", -2, children.get(0));
        for (int i = 0; i < 100; i++) {
            duplicate.register("k", i, children.get(2 + i % 6));
        }
        duplicate.register("k", -1, children.get(1));
        AtomicInteger changing = new AtomicInteger(6);

        onThreads(children, child -> {
            int number = children.indexOf(child);
            if (number >= 2) {
                for (int i = 0; i < 2_000; i++) {
                    duplicate.unregister("k", child);
                    duplicate.register("k", i, child);
                }
                changing.decrementAndGet();
            } else {
                do {
                    List<Integer> stable = duplicate.match("k", value -> value < 0).stream()
                            .map(Entry::value)
                            .toList();
                    if (!stable.equals(List.of(-2, -1))) {
                        log.add("a lookup saw " + stable);
                    }
                } while (changing.get() > 0);
            }
        });

        assertThat(log).noneMatch(line -> line.startsWith("a lookup"));
        assertThat(duplicate.lookup("k")).hasSize(8);
        assertThat(duplicate.count()).isEqualTo(8);
    }

    private interface Action {
        void by(Child child);
    }

    private static void onThreads(List<Child> children, Action action) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Child child : children) {
            Thread thread = new Thread(() -> action.by(child));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
