package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.IndeterminateOperationStateException;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RepeatedWriteTest {

    private final RuntimeException unknown = new IndeterminateOperationStateException("no backup answers");

    private final AtomicInteger writes = new AtomicInteger();

    /** The end of a write whose first tries fail. */
    private Promise<Void> write(int failures, RuntimeException failure, boolean isWanted) {
        Promise<Void> end = Promise.promise();
        RepeatedWrite.of(
                        done -> {
                            if (writes.incrementAndGet() > failures) {
                                done.succeed();
                            } else {
                                done.fail(failure);
                            }
                        },
                        () -> isWanted)
                .start(end);
        return end;
    }

    @Test
    void one_whose_outcome_is_unknown_is_done_again() {
        assertThat(write(3, unknown, true).future().succeeded()).isTrue();
        assertThat(writes).hasValue(4);
    }

    @Test
    void it_is_given_up_after_four_tries() {
        assertThat(write(9, unknown, true).future().cause()).isSameAs(unknown);
        assertThat(writes).hasValue(4);
    }

    @Test
    void one_that_failed_is_not_done_again() {
        RuntimeException failed = new IllegalStateException();
        assertThat(write(1, failed, true).future().cause()).isSameAs(failed);
        assertThat(writes).hasValue(1);
    }

    @Test
    void one_that_is_not_wanted_any_more_is_not_done_again() {
        assertThat(write(1, unknown, false).future().cause()).isSameAs(unknown);
        assertThat(writes).hasValue(1);
    }
}
