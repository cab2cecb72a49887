package io.coppice.kv.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketFixture;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Journal;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.nodes.ClaimedPartition;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.coppice.supervision.nodes.StoredMap;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardTest {

    private static final Bytes MILK = Bytes.of("milk");

    private final FakeStore store = new FakeStore();
    private final Map<Bytes, Bucket> table = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private long now;
    private final Shard shard = new Shard(0, new Shard.Surroundings() {
        @Override
        public Future<ClaimedPartition> claim(int partition) {
            return store.claim(partition);
        }

        @Override
        public Bucket bucket(Bytes name, @Nullable StoredMap stored, Journal journal) {
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
        public long now() {
            return now;
        }
    });

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
        shard.check(Shard.PATIENCE_NANOS - 1);
        assertThat(told).isEmpty();
        shard.check(Shard.PATIENCE_NANOS);
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
