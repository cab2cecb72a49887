package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BucketTableTest {

    private final BucketTable table = new BucketTable();

    private static Bucket bucket(String name) {
        return Bucket.absent(name);
    }

    private List<Bucket> all() {
        List<Bucket> all = new ArrayList<>();
        table.forEach(all::add);
        return all;
    }

    /** Against a map, with so few names that each part's few slots are filled, emptied and made anew all the time. */
    @Test
    void isAMap() {
        Random random = new Random(1);
        Map<String, Bucket> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            String name = "b" + random.nextInt(5_000);
            Bucket before = model.get(name);
            if (random.nextBoolean()) {
                Bucket fresh = bucket(name);
                table.insert(fresh);
                model.put(name, fresh);
            } else if (before != null) {
                assertThat(table.remove(before)).isTrue();
                assertThat(table.remove(before)).isFalse();
                model.remove(name);
            }
            assertThat(table.lookup(Bytes.of(name))).isSameAs(model.get(name));
        }
        assertThat(table.size()).isEqualTo(model.size());
        assertThat(all()).containsExactlyInAnyOrderElementsOf(model.values());
        model.forEach((name, bucket) -> assertThat(table.lookup(Bytes.of(name))).isSameAs(bucket));
    }

    @Test
    void anotherWithTheSameNameIsNotRemoved() {
        Bucket first = bucket("b");
        Bucket second = bucket("b");
        table.insert(first);
        table.insert(second);

        assertThat(table.remove(first)).isFalse();
        assertThat(table.lookup(Bytes.of("b"))).isSameAs(second);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void aNameOfNoBytesIsNobodys() {
        Bucket gone = bucket("b");
        table.insert(gone);
        table.remove(gone);
        assertThat(table.lookup(Bytes.of(""))).isNull();
    }

    @Test
    void aGlanceAtNothingFindsNothing() {
        assertThat(table.glance(Bytes.of("b"))).isZero();
        table.insert(bucket("b"));
        assertThat(table.glance(Bytes.of("b"))).isPositive();
    }

    /** One thread lets buckets come and go; what is there all the time is found by another at all times. */
    @Test
    void whatIsThereIsFoundWhileOthersComeAndGo() throws InterruptedException {
        List<Bucket> steady = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Bucket bucket = bucket("steady" + i);
            steady.add(bucket);
            table.insert(bucket);
        }
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<String> missed = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            while (!over.get()) {
                for (Bucket bucket : steady) {
                    if (table.lookup(bucket.key()) != bucket) {
                        missed.set(bucket.name());
                    }
                }
            }
        });
        reader.start();
        for (int round = 0; round < 20; round++) {
            List<Bucket> passing = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                Bucket bucket = bucket("passing" + i);
                passing.add(bucket);
                table.insert(bucket);
            }
            passing.forEach(table::remove);
        }
        over.set(true);
        reader.join();
        assertThat(missed).hasValue(null);
        assertThat(table.size()).isEqualTo(2_000);
    }
}
