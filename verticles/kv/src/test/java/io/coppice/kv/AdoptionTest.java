package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketFixture;
import io.coppice.kv.store.Journal;
import io.coppice.kv.store.Turn;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdoptionTest {

    private static final Journal JOURNAL = new Journal() {
        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public boolean settle(Bucket bucket, List<Write> changes, Turn turn) {
            return true;
        }

        @Override
        public boolean hold(Bucket bucket, Turn turn) {
            return true;
        }
    };

    private final Promise<Void> started = Promise.promise();
    private final Adoption adoption = new Adoption(bucket -> started.future(), Runnable::run);
    private final Bucket bucket = BucketFixture.bucket("milk", JOURNAL);

    @Test
    void a_bucket_without_a_verticle_is_told_of() {
        try (Complaints complaints = new Complaints()) {
            adoption.come(List.of(bucket));
            started.fail("no");
            assertThat(complaints.list()).hasSize(1).first().asString().contains("bucket milk has no verticle");
        }
    }

    @Test
    void nobody_misses_the_verticle_of_a_bucket_that_has_left_meanwhile() {
        try (Complaints complaints = new Complaints()) {
            adoption.come(List.of(bucket));
            bucket.leave();
            started.fail("it was killed");
            assertThat(complaints.list()).isEmpty();
        }
    }
}
