package io.coppice.kv.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketFixture;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import io.vertx.core.AsyncResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TenureTest {

    private final FakeStore store = new FakeStore();
    private final List<String> told = new ArrayList<>();
    private final Window window = new Window(1, () -> 0);
    private final Tenure tenure =
            new Tenure(store.claim(0).result().claim(), (bucket, turn) -> true, window, over -> told.add("over"));
    private final Bucket milk = BucketFixture.bucket("milk", tenure);
    private final Bucket eggs = BucketFixture.bucket("eggs", tenure);

    TenureTest() {
        tenure.begin();
        store.hold();
    }

    private void put(Bucket bucket, String value) {
        offer(
                bucket,
                "put " + (value.length() > 9 ? "much" : value),
                () -> bucket.put(Bytes.of("k"), value.getBytes(StandardCharsets.UTF_8)));
    }

    private void get(Bucket bucket, String name) {
        offer(bucket, name, () -> bucket.find(Bytes.of("k")));
    }

    private void offer(Bucket bucket, String name, Runnable task) {
        String[] how = {""};
        boolean isOver = bucket.offer(new Turn() {
            @Override
            public void take() {
                task.run();
            }

            @Override
            public void taken() {
                told.add(name + how[0]);
            }

            @Override
            public void refused(boolean crashed) {
                how[0] = crashed ? " crashed" : " refused";
            }

            @Override
            public void unsettled(boolean isUnknown) {
                how[0] = isUnknown ? " unknown" : " lost";
            }
        });
        if (isOver) {
            told.add(name + how[0] + " at once");
        }
    }

    private FakeStore.Pending only() {
        List<FakeStore.Pending> all = store.takePending();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void one_write_is_under_way_and_what_comes_meanwhile_goes_into_the_next() {
        put(milk, "1");
        put(milk, "2");
        put(eggs, "3");
        assertThat(told).isEmpty();
        FakeStore.Pending first = only();
        assertThat(first.writes).hasSize(1);

        first.confirm();
        assertThat(told).containsExactly("put 1");
        FakeStore.Pending second = only();
        assertThat(second.writes).hasSize(2);
        second.confirm();
        assertThat(told).containsExactly("put 1", "put 2", "put 3");
        assertThat(store.pending()).isZero();
    }

    private Window.Place takeTheOnlyPlace() {
        List<Window.Place> taken = new ArrayList<>();
        window.enter(taken::add);
        return taken.get(0);
    }

    @Test
    void what_comes_while_a_write_waits_for_its_place_goes_with_it() {
        Window.Place place = takeTheOnlyPlace();
        put(milk, "1");
        put(milk, "2");
        get(milk, "get milk");
        put(eggs, "3");
        assertThat(store.pending()).isZero();
        place.leave();
        FakeStore.Pending first = only();
        assertThat(first.writes).hasSize(3);
        first.confirm();
        assertThat(told).containsExactly("put 1", "put 2", "get milk", "put 3");
    }

    @Test
    void a_claim_that_ends_while_its_write_waits_for_its_place_takes_none() {
        Window.Place place = takeTheOnlyPlace();
        put(milk, "1");
        tenure.end();
        assertThat(told).containsExactly("over", "put 1 lost");
        place.leave();
        assertThat(store.pending()).isZero();
        takeTheOnlyPlace();
    }

    @Test
    void who_looks_waits_for_what_it_saw_and_for_nothing_else() {
        put(milk, "1");
        put(eggs, "2");
        get(milk, "get milk");
        get(BucketFixture.bucket("bread", tenure), "get bread");
        assertThat(told).containsExactly("get bread at once");
        only().confirm();
        assertThat(told).containsExactly("get bread at once", "put 1", "get milk");
        get(milk, "again");
        assertThat(told).endsWith("again at once");
    }

    @Test
    void a_write_whose_end_nobody_knows_is_said_to_be_unknown_and_what_came_behind_it_is_lost() {
        put(milk, "1");
        get(milk, "get milk");
        put(milk, "2");
        only().fail(Reason.UNKNOWN);
        assertThat(told).containsExactlyInAnyOrder("over", "put 1 unknown", "get milk lost", "put 2 lost");
        put(eggs, "3");
        assertThat(told).endsWith("put 3 lost at once");
    }

    /** What a write has come to, which has something happen when it is asked for its cause. */
    private record Failed(Runnable meanwhile) implements AsyncResult<Void> {
        @Override
        public @Nullable Void result() {
            return null;
        }

        @Override
        public Throwable cause() {
            meanwhile.run();
            return new StoreException(Reason.UNKNOWN, "planted", null);
        }

        @Override
        public boolean succeeded() {
            return false;
        }

        @Override
        public boolean failed() {
            return true;
        }
    }

    @Test
    void who_looks_while_a_write_fails_does_not_wait_for_ever_and_nothing_is_sent_behind_it() {
        put(milk, "1");
        put(eggs, "2");
        FakeStore.Pending first = only();
        tenure.written(new Failed(() -> {
            get(milk, "get milk");
            put(milk, "3");
        }));
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "over", "put 1 unknown", "put 2 lost", "get milk lost at once", "put 3 lost at once");
        assertThat(store.pending()).isZero();
        assertThat(first.writes).hasSize(1);
    }

    @Test
    void a_write_that_was_fenced_off_was_not_done() {
        put(milk, "1");
        only().fail(Reason.FENCED);
        assertThat(told).containsExactlyInAnyOrder("over", "put 1 lost");
    }

    @Test
    void when_the_claim_ends_what_is_under_way_ends_as_it_ends() {
        put(milk, "1");
        put(milk, "2");
        tenure.end();
        assertThat(told).containsExactly("over", "put 2 lost");
        only().confirm();
        assertThat(told).endsWith("put 1");
        assertThat(store.pending()).isZero();
    }

    @Test
    void a_write_carries_no_more_than_its_bytes() {
        put(milk, "1");
        String large = "x".repeat(Tenure.MOST_BYTES);
        put(milk, large);
        get(milk, "get milk");
        put(milk, large);
        only().confirm();
        FakeStore.Pending second = only();
        assertThat(second.writes).hasSize(1);
        second.confirm();
        assertThat(told).endsWith("put much", "get milk");
        only().confirm();
        assertThat(told).endsWith("put much");
    }

    @Test
    void when_too_much_waits_a_turn_is_not_had() {
        put(milk, "1");
        String large = "x".repeat(Tenure.MOST_BYTES);
        for (int i = 0; i <= Tenure.MOST_WAITING / Tenure.MOST_BYTES; i++) {
            put(milk, large);
        }
        put(eggs, "2");
        assertThat(told).endsWith("put 2 lost at once");
        assertThat(eggs.size()).isZero();
    }
}
