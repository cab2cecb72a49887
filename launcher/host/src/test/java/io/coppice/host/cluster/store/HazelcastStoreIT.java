package io.coppice.host.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.ClusterState;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.coppice.host.cluster.Members;
import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store on members in this process. */
class HazelcastStoreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] MAP = bytes("shopping");

    /** As if what a processor saw did not matter: a test that goes wrong without the gate. */
    private static final AckGate NO_GATE = (last, before, now) -> true;

    private final Members cluster = new Members(3);
    private final List<HazelcastInstance> members = new ArrayList<>();

    @AfterEach
    void end() {
        cluster.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Write put(String key, String value, long version) {
        return Write.put(MAP, bytes(key), bytes(value), version, Write.NEVER);
    }

    private void start(int count) {
        start(count, config -> {});
    }

    private void start(int count, Consumer<Config> more) {
        for (int i = 0; i < count; i++) {
            members.add(cluster.hazelcast(more));
        }
        cluster.awaitSafe();
    }

    private static int ownedBy(HazelcastInstance member) {
        return member.getPartitionService().getPartitions().stream()
                .filter(partition -> member.getCluster().getLocalMember().equals(partition.getOwner()))
                .findFirst()
                .orElseThrow()
                .getPartitionId();
    }

    private Optional<HazelcastInstance> ownerOf(int partition) {
        return members.stream()
                .filter(member -> member.getLifecycleService().isRunning())
                .filter(member -> member.getCluster()
                        .getLocalMember()
                        .equals(member.getPartitionService().getPartitions().stream()
                                .filter(each -> each.getPartitionId() == partition)
                                .findFirst()
                                .orElseThrow()
                                .getOwner()))
                .findFirst();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static Reason failure(Future<?> future) {
        await().atMost(PATIENCE).until(future::isComplete);
        assertThat(future.failed()).isTrue();
        return ((StoreException) future.cause()).reason();
    }

    private static Map<String, String> contents(ClaimedPartition claimed) {
        Map<String, String> all = new TreeMap<>();
        for (StoredMap map : claimed.maps()) {
            for (StoredMap.Entry entry : map.entries()) {
                all.put(
                        new String(entry.key(), StandardCharsets.UTF_8),
                        new String(entry.value(), StandardCharsets.UTF_8) + "@" + entry.version());
            }
        }
        return all;
    }

    @Test
    void what_was_written_is_found_by_the_next_owner_and_the_one_before_may_write_no_more() {
        start(3);
        HazelcastInstance first = members.get(0);
        int partition = ownedBy(first);
        HazelcastStore store = new HazelcastStore(first, "kv");
        ClaimedPartition empty = get(claimOf(store, partition));
        assertThat(empty.maps()).isEmpty();
        get(empty.claim().write(List.of(put("milk", "1", 1), put("eggs", "12", 2))));
        get(empty.claim().write(List.of(put("milk", "2", 3), Write.remove(MAP, bytes("eggs"), 4))));
        get(empty.claim().write(List.of(Write.create(bytes("bare")), Write.create(bytes("gone")))));
        get(empty.claim().write(List.of(Write.drop(bytes("gone")))));
        assertThat(get(empty.claim().read(MAP)).orElseThrow().version()).isEqualTo(4);
        assertThat(get(empty.claim().read(bytes("gone")))).isEmpty();

        ClaimedPartition again = get(claimOf(store, partition));
        assertThat(again.claim().epoch()).isGreaterThan(empty.claim().epoch());
        assertThat(failure(empty.claim().write(List.of(put("milk", "late", 9)))))
                .isEqualTo(Reason.FENCED);
        assertThat(empty.claim().ended().isComplete()).isTrue();
        get(again.claim().write(List.of(put("milk", "3", 5))));

        first.getLifecycleService().terminate();
        await().atMost(PATIENCE)
                .until(() -> ownerOf(partition).filter(owner -> owner != first).isPresent());
        HazelcastStore next = new HazelcastStore(ownerOf(partition).orElseThrow(), "kv");
        ClaimedPartition found = get(claimOf(next, partition));
        assertThat(contents(found)).containsOnlyKeys("milk").containsEntry("milk", "3@5");
        assertThat(found.maps()).hasSize(2);
    }

    /** Looks after the store as its node does, until the claim is there. */
    private static Future<ClaimedPartition> claimOf(HazelcastStore store, int partition) {
        Future<ClaimedPartition> claimed = store.claim(partition);
        await().atMost(PATIENCE).until(() -> {
            store.check(System.nanoTime());
            return claimed.isComplete();
        });
        return claimed;
    }

    /** The control of the epoch: without it the older owner's write is taken. */
    @Test
    void a_write_is_known_by_its_epoch_alone() {
        start(2);
        HazelcastInstance owner = members.get(0);
        int partition = ownedBy(owner);
        HazelcastStore store = new HazelcastStore(owner, "kv");
        get(claimOf(store, partition));
        Position current = position(store, partition);
        assertThat(get(store.write(new WriteBatch(partition, current.next(), List.of(put("milk", "late", 9)))))
                        .isAccepted())
                .isTrue();
    }

    private static Position position(HazelcastStore store, int partition) {
        return carryOut(store, partition, new ReadMap(partition, Position.NONE, MAP))
                .position();
    }

    private static Receipt carryOut(HazelcastStore store, int partition, Processor processor) {
        return get(Future.fromCompletionStage(store.send(partition, processor)));
    }

    @Test
    void a_claim_that_is_sent_twice_is_one() {
        start(2);
        HazelcastInstance owner = members.get(0);
        int partition = ownedBy(owner);
        HazelcastStore store = new HazelcastStore(owner, "kv");
        String self = owner.getCluster().getLocalMember().getUuid().toString();
        ClaimPartition claim = new ClaimPartition(partition, self, 1);
        Receipt first = carryOut(store, partition, claim);
        Receipt again = carryOut(store, partition, claim);
        assertThat(again.isAccepted()).isTrue();
        assertThat(again.position()).isEqualTo(first.position());

        Position written = first.position().next();
        get(store.write(new WriteBatch(partition, written, List.of(put("milk", "1", 1)))));
        assertThat(carryOut(store, partition, claim).isAccepted())
                .as("a try that comes when it is in use")
                .isFalse();
        assertThat(position(store, partition)).isEqualTo(written);

        Position next = carryOut(store, partition, new ClaimPartition(partition, self, 2))
                .position();
        assertThat(next.epoch()).isGreaterThan(written.epoch());
        assertThat(carryOut(store, partition, claim).isAccepted())
                .as("a try that comes when there is another claim")
                .isFalse();
        assertThat(position(store, partition)).isEqualTo(next);
    }

    @Test
    void only_the_owner_may_claim() {
        start(2);
        int partition = ownedBy(members.get(0));
        assertThat(failure(claimOf(new HazelcastStore(members.get(1), "kv"), partition)))
                .isEqualTo(Reason.FENCED);
    }

    @Test
    void a_minority_is_refused() {
        start(2);
        HazelcastInstance left = members.get(0);
        int partition = ownedBy(left);
        HazelcastStore store = new HazelcastStore(left, "kv");
        ClaimedPartition claimed = get(claimOf(store, partition));
        members.get(1).getLifecycleService().terminate();
        await().atMost(PATIENCE).until(() -> left.getCluster().getMembers().size() == 1);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThatThrownBy(() -> left.getMap("coppice.store.kv").get(1L)));
        assertThat(failure(claimed.claim().write(List.of(put("milk", "1", 1))))).isEqualTo(Reason.REFUSED);
    }

    /** A partition of the first member whose first backup is with the third. */
    private int firstBackupOnThird() {
        PartitionTable table = PartitionTable.of(members.get(0));
        String third = members.get(2).getCluster().getLocalMember().getUuid().toString();
        return IntStream.range(
                        0, members.get(0).getPartitionService().getPartitions().size())
                .filter(partition -> ownerOf(partition).equals(Optional.of(members.get(0)))
                        && table.backup(partition, 1).equals(third))
                .findFirst()
                .orElseThrow();
    }

    /** So that no other backup is made in the place of the one that is lost, until the state is another. */
    private ClaimedPartition claimAndLoseABackup(int partition, HazelcastStore store) {
        ClaimedPartition claimed = get(claimOf(store, partition));
        members.get(0).getCluster().changeClusterState(ClusterState.NO_MIGRATION);
        members.get(2).getLifecycleService().terminate();
        PartitionTable table = PartitionTable.of(members.get(0));
        await().atMost(PATIENCE)
                .until(() -> !table.copies(partition, StoreSettings.BACKUPS).isComplete());
        return claimed;
    }

    /** What the last of the members finds when the owner is lost too. */
    private Map<String, String> foundByTheLast(int partition) {
        HazelcastInstance last = members.get(1);
        members.get(0).getLifecycleService().terminate();
        await().atMost(PATIENCE).until(() -> ownerOf(partition).equals(Optional.of(last)));
        return contents(get(claimOf(new HazelcastStore(last, "kv"), partition)));
    }

    private static void unprotected(Config config) {
        config.getMapConfig("coppice.store.*").setSplitBrainProtectionName(null);
    }

    @Test
    void nothing_is_acknowledged_while_a_backup_is_missing() {
        start(3, HazelcastStoreIT::unprotected);
        int partition = firstBackupOnThird();
        HazelcastStore store = new HazelcastStore(members.get(0), "kv");
        ClaimedPartition claimed = claimAndLoseABackup(partition, store);

        Future<Void> write = claimed.claim().write(List.of(put("milk", "1", 1)));
        await().during(Duration.ofMillis(500)).atMost(PATIENCE).until(() -> {
            store.check(System.nanoTime());
            return !write.isComplete();
        });

        members.get(0).getCluster().changeClusterState(ClusterState.ACTIVE);
        await().atMost(PATIENCE).until(() -> {
            store.check(System.nanoTime());
            return write.isComplete();
        });
        assertThat(write.succeeded()).isTrue();
        assertThat(foundByTheLast(partition)).containsEntry("milk", "1@1");
    }

    @Test
    void the_control_without_the_gate_loses_what_it_acknowledged() {
        start(3, HazelcastStoreIT::unprotected);
        int partition = firstBackupOnThird();
        HazelcastStore store = new HazelcastStore(members.get(0), "kv", NO_GATE);
        ClaimedPartition claimed = claimAndLoseABackup(partition, store);
        get(claimed.claim().write(List.of(put("milk", "1", 1))));
        assertThat(foundByTheLast(partition)).isEmpty();
    }

    /** A write that the owner's copy takes and the backup's does not, as it has missed the one before. */
    private Future<Receipt> writeThatTheBackupCannotTake(HazelcastStore store) {
        HazelcastInstance owner = members.get(0);
        int partition = ownedBy(owner);
        get(claimOf(store, partition));
        Position missed = position(store, partition).next();
        PartitionState ahead = new PartitionState();
        ahead.wrote(missed);
        get(Future.fromCompletionStage(store.send(partition, new InstallState(partition, ahead))));
        return store.write(new WriteBatch(partition, missed.next(), List.of(put("milk", "1", 1))));
    }

    private static void impatient(Config config) {
        config.setProperty("hazelcast.operation.backup.timeout.millis", "500");
    }

    @Test
    void what_a_backup_has_not_taken_is_not_acknowledged() {
        start(2, HazelcastStoreIT::impatient);
        HazelcastStore store = new HazelcastStore(members.get(0), "kv");
        Future<Receipt> write = writeThatTheBackupCannotTake(store);
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> !write.isComplete());
        store.check(System.nanoTime() + Delivery.LIMIT_NANOS);
        assertThat(failure(write)).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void the_control_without_the_indeterminate_setting_acknowledges_it() {
        start(2, config -> {
            impatient(config);
            config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "false");
        });
        assertThat(get(writeThatTheBackupCannotTake(new HazelcastStore(members.get(0), "kv")))
                        .isAccepted())
                .isTrue();
    }
}
