package io.coppice.kv.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketFixture;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Journal;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.PartitionClaim;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardTest {

    private static final long PATIENCE = 1_000_000_000;
    private static final Bytes MILK = Bytes.of("milk");

    private final FakeStore store = new FakeStore();
    private final Map<Bytes, Bucket> table = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final List<PartitionClaim> claims = new ArrayList<>();
    private Runnable whenBegun = () -> {};
    /** So many times no bucket can be made. */
    private int errors;

    private long now;
    private final Window window = new Window(1, () -> 0);
    private final Shard shard = new Shard(0, new Shard.Surroundings() {
        @Override
        public Future<ClaimedPartition> claim(int partition) {
            return store.claim(partition).map(claimed -> {
                PartitionClaim claim = new Claim(claimed.claim());
                claims.add(claim);
                return new ClaimedPartition(claim, claimed.maps());
            });
        }

        @Override
        public Window window() {
            return window;
        }

        @Override
        public Bucket bucket(Bytes name, @Nullable StoredMap stored, Journal journal) {
            if (errors > 0) {
                errors--;
                throw new OutOfMemoryError("planted");
            }
            Bucket bucket = BucketFixture.bucket(name.toString(), journal);
            if (stored != null) {
                bucket.load(stored);
            }
            return bucket;
        }

        @Override
        public void work(Runnable task) {
            task.run();
        }

        @Override
        public void come(List<Bucket> buckets) {
            buckets.forEach(bucket -> table.put(bucket.key(), bucket));
        }

        @Override
        public void go(Journal journal) {
            table.values().removeIf(bucket -> bucket.journal() == journal);
        }

        @Override
        public @Nullable Bucket lookup(Bytes name) {
            return table.get(name);
        }

        @Override
        public long patience() {
            return PATIENCE;
        }

        @Override
        public long now() {
            return now;
        }
    });

    /** One that tells when its tenure begins. */
    private class Claim implements PartitionClaim {

        private final PartitionClaim claim;

        Claim(PartitionClaim claim) {
            this.claim = claim;
        }

        @Override
        public long epoch() {
            return claim.epoch();
        }

        @Override
        public Future<Void> write(List<Write> changes) {
            return claim.write(changes);
        }

        @Override
        public Future<Optional<StoredMap>> read(byte[] map) {
            return claim.read(map);
        }

        @Override
        public Future<Void> ended() {
            whenBegun.run();
            return claim.ended();
        }

        @Override
        public void release() {
            claim.release();
        }
    }

    /** A turn for a bucket that is not in the table; it says how many entries it found. */
    private class Look implements Turn {

        private final String name;
        private String outcome = " none";
        private @Nullable Bucket bucket;

        Look(String name) {
            this.name = name;
        }

        @Override
        public void take() {
            outcome = " " + (bucket == null ? 0 : bucket.size());
        }

        @Override
        public void taken() {
            told.add(name + outcome);
        }

        @Override
        public void refused(boolean crashed) {
            outcome = " none";
        }

        @Override
        public void unsettled(boolean isUnknown) {
            outcome = isUnknown ? " unknown" : " lost";
        }

        @Override
        public boolean moveTo(Bucket other) {
            bucket = other;
            return true;
        }
    }

    private void look(String name) {
        Turn turn = new Look(name);
        if (shard.park(MILK, turn)) {
            turn.taken();
        }
    }

    /** The one that is in the table. */
    private Bucket milk() {
        return Objects.requireNonNull(table.get(MILK));
    }

    private void fill() {
        shard.look(true);
        Bucket bucket = BucketFixture.bucket("milk", Objects.requireNonNull(shard.tenure()));
        table.put(MILK, bucket);
        bucket.offer(new Look("filled") {
            @Override
            public void take() {
                bucket.begin();
                bucket.put(Bytes.of("a"), new byte[] {1});
                bucket.put(Bytes.of("b"), new byte[] {2});
                bucket.delete(Bytes.of("b"));
            }
        });
    }

    @Test
    void a_turn_waits_until_the_partition_is_claimed() {
        fill();
        shard.look(false);
        assertThat(table).isEmpty();
        look("waits");
        assertThat(told).containsExactly("filled none");
        shard.look(true);
        assertThat(told).endsWith("waits 1");
        assertThat(table).containsKey(MILK);
        assertThat(shard.isKnown(Bytes.of("other"))).isTrue();
    }

    @Test
    void it_does_not_wait_for_ever() {
        look("first");
        shard.check(PATIENCE - 1);
        assertThat(told).isEmpty();
        shard.check(PATIENCE);
        assertThat(told).containsExactly("first lost");
    }

    @Test
    void a_claim_that_is_refused_is_tried_again() {
        store.refuseClaims(true);
        shard.look(true);
        look("waits");
        store.refuseClaims(false);
        shard.check(now);
        assertThat(told).as("not at once").isEmpty();
        now += 200_000_000;
        shard.check(now);
        assertThat(told).containsExactly("waits none");
    }

    @Test
    void after_a_write_whose_end_nobody_knows_it_is_claimed_anew_and_read_back() {
        fill();
        store.hold();
        Bucket before = milk();
        before.offer(new Look("unknown") {
            @Override
            public void take() {
                before.put(Bytes.of("c"), new byte[] {3});
            }
        });
        store.release().get(0).fail(Reason.UNKNOWN);
        assertThat(told).endsWith("unknown unknown");
        assertThat(table.get(MILK)).isNotSameAs(before);
        look("read back");
        assertThat(told).endsWith("read back 2");
    }

    @Test
    void a_bucket_that_crashed_comes_back_with_what_was_kept() {
        fill();
        Bucket crashed = milk();
        crashed.offer(new Look("crash") {
            @Override
            public void take() {
                crashed.put(Bytes.of("half"), new byte[] {4});
                throw new IllegalStateException("planted");
            }
        });
        look("meanwhile");
        assertThat(told).doesNotContain("meanwhile none", "meanwhile 2");
        assertThat(shard.revive(crashed).result()).isPresent();
        assertThat(told).endsWith("meanwhile 1");
        assertThat(table.get(MILK)).isNotSameAs(crashed);
    }

    @Test
    void a_turn_does_not_come_before_those_that_have_waited() {
        fill();
        shard.look(false);
        Turn first = new Look("first") {
            @Override
            public void take() {
                super.take();
                look("while others resume");
            }
        };
        assertThat(shard.park(MILK, first)).isFalse();
        look("second");
        whenBegun = () -> look("before they resume");
        shard.look(true);
        assertThat(told)
                .containsExactly("filled none", "first 1", "second 1", "before they resume 1", "while others resume 1");
        look("at once");
        assertThat(told).endsWith("at once 1");
    }

    @Test
    void an_error_while_it_is_opened_leaves_it_to_be_claimed_again() {
        fill();
        shard.look(false);
        look("waits");
        errors = 1;
        assertThatThrownBy(() -> shard.look(true)).isInstanceOf(OutOfMemoryError.class);
        assertThat(claims.get(1).ended().isComplete()).as("released").isTrue();
        shard.check(now);
        assertThat(claims).as("not at once").hasSize(2);
        now += 200_000_000;
        shard.check(now);
        assertThat(told).endsWith("waits 1");
    }

    @Test
    void an_error_while_a_bucket_is_read_again_has_all_read_again() {
        fill();
        Bucket crashed = milk();
        crashed.offer(new Look("crash") {
            @Override
            public void take() {
                throw new IllegalStateException("planted");
            }
        });
        look("waits");
        errors = 1;
        assertThat(shard.revive(crashed).failed()).isTrue();
        assertThat(told).endsWith("waits 1");
    }

    @Test
    void versions_go_on_where_they_were_though_the_last_was_of_a_key_that_is_gone() {
        fill();
        shard.look(false);
        shard.look(true);
        Bucket back = milk();
        long[] version = {0};
        back.offer(new Look("put") {
            @Override
            public void take() {
                version[0] = back.put(Bytes.of("c"), new byte[] {3}).version();
            }
        });
        assertThat(version[0]).isEqualTo(4);
    }
}
