package io.coppice.supervision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Registry;
import io.coppice.supervision.Registry.Change;
import io.coppice.supervision.Registry.Entry;
import io.coppice.supervision.Registry.Item;
import io.coppice.supervision.Registry.Update;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of Elixir's own tests of Registry; {@code docs/conformance.md} has them one by one. */
class ElixirRegistryTest extends OnVertx {

    private record Value(int first, String atom, int last) {}

    private final Registry<Object, Object> unique = Registry.ofUniqueKeys(vertx);
    private final Registry<Object, Object> duplicate = Registry.ofDuplicateKeys(vertx);
    private Child self;
    private Child task;

    private Registry<Object, Object> of(String keys) {
        return keys.equals("unique") ? unique : duplicate;
    }

    @BeforeEach
    void startTwo() {
        Supervisor root = get(Supervisor.start(vertx, SupervisorSpec.ofDynamic()));
        self = get(root.startChild(plain("self").withRestart(RestartType.TEMPORARY)));
        task = get(root.startChild(plain("task").withRestart(RestartType.TEMPORARY)));
    }

    private static boolean isFirst(Object value, int first) {
        return value instanceof Value v && v.first() == first;
    }

    private static boolean hasAtom(Object value) {
        return value instanceof Value v && v.atom().equals("atom");
    }

    private static void kill(Child child) {
        child.exit(ExitReason.KILLED);
        get(child.ended());
    }

    // Both kinds

    @ParameterizedTest
    @ValueSource(strings = {"unique", "duplicate"})
    void countsTheKeysOfARegistry(String keys) {
        Registry<Object, Object> registry = of(keys);
        assertThat(registry.count()).isZero();

        registry.register("hello", "value", self);
        registry.register("world", "value", self);

        assertThat(registry.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unique", "duplicate"})
    void matchesValues(String keys) {
        Registry<Object, Object> registry = of(keys);
        Value value = new Value(1, "atom", 1);
        registry.register("hello", value, self);
        registry.register("world", Map.of("a", "a", "b", "b"), self);

        assertThat(registry.match("hello", v -> isFirst(v, 1))).containsExactly(new Entry<>(self, value));
        assertThat(registry.match("hello", v -> isFirst(v, 2))).isEmpty();
        assertThat(registry.match("hello", ElixirRegistryTest::hasAtom)).hasSize(1);
        assertThat(registry.match("nobody", v -> true)).isEmpty();
        assertThat(registry.match("world", v -> v instanceof Map<?, ?> map && "b".equals(map.get("b"))))
                .hasSize(1);
        assertThat(registry.countMatch("hello", v -> isFirst(v, 1))).isEqualTo(1);
        assertThat(registry.countMatch("hello", v -> isFirst(v, 2))).isZero();
        assertThat(registry.countMatch("nobody", v -> true)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unique", "duplicate"})
    void unregistersWhatMatches(String keys) {
        Registry<Object, Object> registry = of(keys);
        Value value = new Value(1, "atom", 1);
        registry.register("hello", value, self);

        registry.unregisterMatch("hello", self, v -> isFirst(v, 2));
        registry.unregisterMatch("hello", task, v -> true);
        assertThat(registry.lookup("hello")).containsExactly(new Entry<>(self, value));

        registry.unregisterMatch("hello", self, ElixirRegistryTest::hasAtom);
        assertThat(registry.lookup("hello")).isEmpty();
        assertThat(registry.keys(self)).isEmpty();
        assertThat(registry.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unique", "duplicate"})
    void comparesKeysByEqualityOfTheirKind(String keys) {
        Registry<Object, Object> registry = of(keys);
        registry.register(1.0, "value", self);
        registry.register(1, "value", self);

        assertThat(registry.keys(self)).containsExactlyInAnyOrder(1, 1.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unique", "duplicate"})
    void unregistersByKey(String keys) {
        Registry<Object, Object> registry = of(keys);
        registry.unregister("hello", self);
        registry.register("hello", "value", self);
        registry.register("hello", "value", self);
        registry.register("world", "value", self);

        registry.unregister("hello", self);
        assertThat(registry.keys(self)).containsExactly("world");
        registry.unregister("world", self);
        assertThat(registry.keys(self)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unique", "duplicate"})
    void tellsListeners(String keys) {
        List<Change<Object, Object>> changes = new CopyOnWriteArrayList<>();
        of(keys).listen(changes::add);

        of(keys).register("hello", "world", task);
        of(keys).register("world", "value", self);
        of(keys).unregister("world", self);

        await().until(() -> changes.size() == 3);
        assertThat(changes)
                .containsExactlyInAnyOrder(
                        new Change<>(true, "hello", new Entry<>(task, "world")),
                        new Change<>(true, "world", new Entry<>(self, "value")),
                        new Change<>(false, "world", new Entry<>(self, "value")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unique", "duplicate"})
    void selectsAmongAllEntries(String keys) {
        Registry<Object, Object> registry = of(keys);
        assertThat(registry.select(item -> true)).isEmpty();
        Value value = new Value(1, "atom", 2);
        registry.register("hello", value, self);
        registry.register("world", "value", task);

        assertThat(registry.select(item -> true))
                .containsExactlyInAnyOrder(new Item<>("hello", self, value), new Item<>("world", task, "value"));
        assertThat(registry.select(item -> item.key().equals("hello"))).hasSize(1);
        assertThat(registry.select(item -> item.owner() == task)).hasSize(1);
        assertThat(registry.select(item -> isFirst(item.value(), 1))).hasSize(1);
        assertThat(registry.select(item -> isFirst(item.value(), 2))).isEmpty();
        assertThat(registry.select(
                        item -> item.key().equals("hello") || item.key().equals("world")))
                .hasSize(2);
        assertThat(registry.countSelect(item -> true)).isEqualTo(2);
        assertThat(registry.countSelect(item -> item.owner() == self)).isEqualTo(1);
        assertThat(registry.countSelect(item -> item.key().equals("nobody"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unique", "duplicate"})
    void noKeyIsReserved(String keys) {
        Registry<Object, Object> registry = of(keys);
        List<Object> odd = List.of("_", "$1", List.of("$$", 1), Map.of("a", 1), Map.of("a", 1, "b", 2));
        odd.forEach(key -> registry.register(key, List.of(key), self));

        for (Object key : odd) {
            assertThat(registry.match(key, v -> true)).containsExactly(new Entry<>(self, List.of(key)));
            assertThat(registry.countSelect(item -> item.key().equals(key))).isEqualTo(1);
        }
        registry.unregister("_", self);
        registry.unregisterMatch("$1", self, v -> true);
        assertThat(registry.keys(self)).containsExactlyInAnyOrderElementsOf(odd.subList(2, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unique", "duplicate"})
    void isCleanAfterACrashOfItsOwners(String keys) throws ReflectiveOperationException {
        Registry<Object, Object> registry = of(keys);
        registry.register("hello", "value", self);
        registry.register("world", "value", task);

        kill(self);
        vertx.eventBus().send("task", "boom");
        get(task.ended());

        assertThat(registry.select(item -> true)).isEmpty();
        assertThat(registry.count()).isZero();
        assertThat(RegistryTest.tableSize(registry, "table") + RegistryTest.tableSize(registry, "holdings"))
                .isZero();
    }

    @Test
    void keepsMetadata() {
        assertThat(unique.meta("custom_key")).isEmpty();
        unique.putMeta("custom_key", "custom_value");
        assertThat(unique.meta("custom_key")).contains("custom_value");
        unique.deleteMeta("custom_key");
        assertThat(unique.meta("custom_key")).isEmpty();
    }

    // Unique keys

    @Test
    void aUniqueKeyIsRegisteredOnce() {
        assertThat(unique.register("hello", "value", self)).isEmpty();
        assertThat(unique.values("hello", self)).containsExactly("value");

        assertThat(unique.register("hello", "other", self)).contains(self);
        assertThat(unique.register("hello", "recent", task)).contains(self);

        assertThat(unique.keys(self)).containsExactly("hello");
        assertThat(unique.values("hello", self)).containsExactly("value");
        assertThat(unique.keys(task)).isEmpty();
        assertThat(unique.values("hello", task)).isEmpty();
        unique.register("world", "value", self);
        assertThat(unique.keys(self)).containsExactlyInAnyOrder("hello", "world");
    }

    @Test
    void aUniqueKeyIsFreeAtOnceWhenItsOwnerHasEndedThoughNobodyWasToldYet() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        // Before the registry's own listener.
        task.ended().onComplete(end -> {
            ended.countDown();
            awaitQuietly(release);
        });
        unique.register("hello", "value", task);
        assertThat(unique.register("hello", "other", self)).contains(task);
        task.exit(ExitReason.KILLED);
        try {
            ended.await();

            assertThat(unique.register("hello", "other", self)).isEmpty();
            assertThat(unique.lookup("hello")).containsExactly(new Entry<>(self, "other"));
        } finally {
            release.countDown();
        }
        get(vertx.executeBlocking(() -> true));
        assertThat(unique.lookup("hello")).containsExactly(new Entry<>(self, "other"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void updatesTheValueOfItsOwner() {
        assertThat(unique.updateValue("hello", self, v -> fail())).isEmpty();
        unique.register("hello", "value", task);
        assertThat(unique.updateValue("hello", self, v -> fail())).isEmpty();

        unique.register("world", 1, self);
        assertThat(unique.updateValue("world", self, v -> (Integer) v + 1)).contains(new Update<>(2, 1));
        assertThat(unique.lookup("world")).containsExactly(new Entry<>(self, 2));
        assertThatThrownBy(() -> unique.updateValue("world", self, v -> fail())).hasMessage("not to be called");
        assertThat(unique.lookup("world")).containsExactly(new Entry<>(self, 2));
    }

    private static Object fail() {
        throw new IllegalStateException("not to be called");
    }

    @Test
    void dispatchesToOneKey() {
        List<Object> seen = new ArrayList<>();
        unique.dispatch("hello", entries -> fail());
        unique.register("hello", "value", self);

        unique.dispatch("hello", entries -> entries.forEach(entry -> seen.add(entry.value())));

        assertThat(seen).containsExactly("value");
    }

    @Test
    void aNameIsFoundByItsUniqueKey() {
        assertThat(unique.whereis("hello")).isNull();
        unique.register("hello", "value", self);

        assertThat(unique.whereis("hello")).isSameAs(self);
        kill(self);
        assertThat(unique.whereis("hello")).isNull();
    }

    @Test
    void theTablesDoNotGrowOnWhatIsRegisteredAlready() throws ReflectiveOperationException {
        unique.register("hello", "value", task);
        unique.register("world", "value", self);
        for (int i = 0; i < 100; i++) {
            unique.register("hello", i, self);
            unique.register("world", i, self);
        }

        assertThat(RegistryTest.tableSize(unique, "table")).isEqualTo(2);
        assertThat(RegistryTest.tableSize(unique, "holdings")).isEqualTo(2);
        assertThat(unique.keys(self)).containsExactly("world");
    }

    // Duplicate keys

    @Test
    void aDuplicateKeyIsRegisteredAnyNumberOfTimes() {
        duplicate.register("hello", 1, self);
        duplicate.register("hello", 2, self);
        duplicate.register("hello", 3, task);
        duplicate.register("world", 4, self);

        assertThat(duplicate.keys(self)).containsExactlyInAnyOrder("hello", "hello", "world");
        assertThat(duplicate.values("hello", self)).containsExactly(1, 2);
        assertThat(duplicate.keys(task)).containsExactly("hello");
        assertThat(duplicate.values("hello", task)).containsExactly(3);
        assertThat(duplicate.select(item -> item.key().equals("hello"))).hasSize(3);
    }

    @Test
    void dispatchesToAllOfAKeyOnTheCallersThread() {
        List<Object> seen = new ArrayList<>();
        duplicate.register("hello", 1, self);
        duplicate.register("hello", 2, task);
        duplicate.register("world", 3, self);
        Thread caller = Thread.currentThread();

        duplicate.dispatch("hello", entries -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            entries.forEach(entry -> seen.add(entry.value()));
        });

        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void ofOneKeyOnlyWhatMatchesIsUnregistered() {
        for (int i = 1; i <= 5; i++) {
            duplicate.register("hello", i, self);
        }

        duplicate.unregisterMatch("hello", self, v -> (Integer) v % 2 == 0);
        duplicate.register("hello", 6, self);

        assertThat(duplicate.values("hello", self)).containsExactly(1, 3, 5, 6);
        assertThat(duplicate.lookup("hello")).extracting(Entry::value).containsExactly(1, 3, 5, 6);
        assertThat(duplicate.count()).isEqualTo(4);
        duplicate.unregisterMatch("hello", self, v -> v.equals(6));
        duplicate.unregisterMatch("hello", self, v -> v.equals(1));
        assertThat(duplicate.lookup("hello")).extracting(Entry::value).containsExactly(3, 5);
        kill(self);
        assertThat(duplicate.lookup("hello")).isEmpty();
    }

    @Test
    void namesAndUpdatesAreForUniqueKeys() {
        assertThatThrownBy(() -> duplicate.whereis("hello"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("whereis is for registries of unique keys; this one has duplicate keys");
        assertThatThrownBy(() -> duplicate.updateValue("hello", self, v -> v))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("updateValue is for registries of unique keys");
    }

    // Locks

    private <T> Future<T> lockAs(Child child, Object key, Supplier<Future<T>> work) {
        CompletableFuture<Future<T>> asked = new CompletableFuture<>();
        Context context = child.context().orElseThrow();
        context.runOnContext(v -> asked.complete(unique.lock(key, work)));
        return asked.join();
    }

    @Test
    void differentKeysDoNotLockEachOther() {
        Promise<String> unlock = Promise.promise();
        Future<String> first = unique.lock(1, unlock::future);

        assertThat(get(unique.lock(2, () -> Future.succeededFuture("done")))).isEqualTo("done");

        assertThat(first.isComplete()).isFalse();
        unlock.complete("unlocked");
        assertThat(get(first)).isEqualTo("unlocked");
    }

    @Test
    void theSameKeyIsLockedInOrder() {
        Promise<String> unlock = Promise.promise();
        List<String> order = new CopyOnWriteArrayList<>();
        Future<String> first = unique.lock("ok", unlock::future);
        List<Future<?>> behind = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            behind.add(unique.lock("ok", () -> {
                order.add(name);
                return Future.succeededFuture(name);
            }));
        }
        // Were it not locked, this would be behind the work of the others.
        get(unique.lock("other", Future::succeededFuture));
        assertThat(order).isEmpty();

        unlock.complete("done");

        get(first);
        get(Future.all(behind));
        assertThat(order).containsExactly("a", "b", "c");
    }

    @Test
    void aLockIsFreeWhenItsWorkFails() {
        Future<String> thrown = unique.lock("ok", () -> {
            throw new IllegalStateException("oops");
        });
        Future<String> failed = unique.lock("ok", () -> Future.failedFuture("sorry"));

        assertThat(get(unique.lock("ok", () -> Future.succeededFuture("done")))).isEqualTo("done");
        assertThatThrownBy(() -> get(thrown)).hasMessage("oops");
        assertThatThrownBy(() -> get(failed)).hasMessage("sorry");
    }

    @Test
    void aLockIsFreeWhenItsHolderEnds() {
        Future<String> held = lockAs(task, "ok", () -> Promise.<String>promise().future());
        Future<String> behind = unique.lock("ok", () -> Future.succeededFuture("done"));

        kill(task);

        assertThat(get(behind)).isEqualTo("done");
        await().until(held::failed);
        assertThat(held.cause())
                .isInstanceOfSatisfying(
                        SupervisionException.class, e -> assertThat(e.code()).isEqualTo(Refusal.SHUTTING_DOWN));
    }

    @Test
    void oneWhoWaitsForALockAndEndsIsPassedOver() throws ReflectiveOperationException {
        Promise<String> unlock = Promise.promise();
        Future<String> held = unique.lock("ok", unlock::future);
        lockAs(task, "ok", () -> {
            log.add("ran after its end");
            return Future.succeededFuture();
        });
        Future<String> behind = unique.lock("ok", () -> Future.succeededFuture("done"));

        kill(task);
        unlock.complete("unlocked");

        assertThat(get(held)).isEqualTo("unlocked");
        assertThat(get(behind)).isEqualTo("done");
        assertThat(log).doesNotContain("ran after its end");
        assertThat((Map<?, ?>) RegistryTest.valueOf(RegistryTest.valueOf(unique, "locks"), "queues"))
                .isEmpty();
    }

    @Test
    void oneWhoWaitsForALockAndWhoseContextIsClosedIsPassedOver() {
        Promise<String> unlock = Promise.promise();
        unique.lock("ok", unlock::future);
        asOneThatIsGone(() -> {
            unique.lock("ok", () -> {
                        log.add("ran though it is gone");
                        return Future.succeededFuture();
                    })
                    .onComplete(result -> log.add("told though it is gone"));
            return Future.succeededFuture();
        });
        Future<String> behind = unique.lock("ok", () -> Future.succeededFuture("done"));

        unlock.complete("unlocked");

        assertThat(get(behind)).isEqualTo("done");
        assertThat(log).noneMatch(line -> line.endsWith("though it is gone"));
    }

    @Test
    void noMoreWaitForALockThanMay() {
        Promise<String> unlock = Promise.promise();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i <= Registry.MOST_WAITING; i++) {
            all.add(unique.lock("ok", unlock::future));
        }

        assertThatThrownBy(() -> get(unique.lock("ok", unlock::future)))
                .isInstanceOf(SupervisionException.class)
                .hasMessage("10000 wait for the lock of ok already");

        unlock.complete("done");
        get(Future.all(all));
    }

    @Test
    void aChildThatLastsDoesNotCollectWhatItAskedFor() throws ReflectiveOperationException {
        int before = ((Running) self).watchers().size();
        for (int i = 0; i < 100; i++) {
            get(lockAs(self, "ok", () -> Future.succeededFuture("done")));
        }
        CompletableFuture<Boolean> listened = new CompletableFuture<>();
        self.context().orElseThrow().runOnContext(v -> {
            unique.listen(change -> {}).run();
            listened.complete(true);
        });
        listened.join();

        assertThat(((Running) self).watchers().size()).isEqualTo(before);
        assertThat(Supervision.of(vertx).child("/self")).contains(self);
    }
}
