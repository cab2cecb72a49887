package io.coppice.host.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.coppice.supervision.nodes.StoreException;
import io.coppice.supervision.nodes.StoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeliveryTest {

    private static final Position PLACE = new Position(3, "a", 7);
    private static final Copies WHOLE = new Copies("a", 10, 2, true);
    private static final Copies CHANGED = new Copies("a", 12, 2, true);
    private static final Copies LACKING = new Copies("a", 11, 2, false);

    private final List<CompletableFuture<Receipt>> sent = new ArrayList<>();
    private Copies seen = WHOLE;

    private Delivery delivery(boolean isSmall) {
        Delivery delivery = new Delivery(
                () -> {
                    CompletableFuture<Receipt> next = new CompletableFuture<>();
                    sent.add(next);
                    return next;
                },
                () -> seen,
                AckGate.STRICT,
                isSmall,
                0);
        delivery.start(0);
        return delivery;
    }

    private void answer(int attempt, Copies copies) {
        sent.get(attempt).complete(Receipt.accepted(PLACE, copies));
    }

    private static Reason reason(Delivery delivery) {
        assertThat(delivery.over().failed()).isTrue();
        return ((StoreException) delivery.over().cause()).reason();
    }

    @Test
    void what_all_have_is_acknowledged_at_once() {
        Delivery delivery = delivery(true);
        answer(0, WHOLE);
        assertThat(delivery.over().succeeded()).isTrue();
        delivery.check(Delivery.LIMIT_NANOS);
        assertThat(sent).hasSize(1);
    }

    @Test
    void what_a_backup_lacks_is_sent_again_when_there_is_one() {
        Delivery delivery = delivery(true);
        seen = LACKING;
        answer(0, LACKING);
        delivery.check(1);
        assertThat(sent).as("nobody to send it to yet").hasSize(1);

        seen = new Copies("a", 12, 2, true);
        delivery.check(2);
        assertThat(delivery.over().isComplete()).isFalse();
        answer(1, seen);
        assertThat(delivery.over().succeeded()).isTrue();
    }

    @Test
    void a_table_that_changed_meanwhile_proves_nothing() {
        Delivery delivery = delivery(true);
        seen = new Copies("a", 11, 2, true);
        answer(0, WHOLE);
        assertThat(delivery.over().isComplete()).isFalse();
        seen = new Copies("a", 11, 3, true);
        delivery.check(1);
        answer(1, new Copies("a", 11, 2, true));
        assertThat(delivery.over().isComplete()).as("the members changed").isFalse();
    }

    @Test
    void what_another_member_did_counts_when_it_says_twice_the_same() {
        Delivery delivery = delivery(true);
        Copies elsewhere = new Copies("b", 20, 2, true);
        answer(0, elsewhere);
        assertThat(delivery.over().isComplete()).isFalse();
        delivery.check(1);
        answer(1, elsewhere);
        assertThat(delivery.over().succeeded()).isTrue();
    }

    @Test
    void a_change_sends_what_is_not_under_way_at_once() {
        Delivery delivery = delivery(true);
        seen = CHANGED;
        answer(0, WHOLE);
        delivery.again(1);
        assertThat(sent).hasSize(2);
        answer(1, LACKING);
        delivery.again(2);
        assertThat(sent).as("the same are to have it as before").hasSize(3);
    }

    @Test
    void a_change_does_not_wait_for_a_try_that_may_never_end() {
        Delivery delivery = delivery(false);
        delivery.again(1);
        assertThat(sent).as("a change of other partitions").hasSize(1);
        seen = CHANGED;
        delivery.again(1);
        delivery.again(1);
        assertThat(sent).hasSize(2);
        answer(1, CHANGED);
        assertThat(delivery.over().succeeded()).isTrue();
    }

    @Test
    void what_is_small_is_sent_while_there_are_too_few_to_have_it_and_what_is_large_is_not() {
        Delivery small = delivery(true);
        Delivery large = delivery(false);
        seen = LACKING;
        small.again(1);
        large.again(1);
        assertThat(sent).hasSize(3);
        sent.get(2).completeExceptionally(new SplitBrainProtectionException("two are wanted"));
        assertThat(small.over().failed()).isTrue();
        assertThat(large.over().isComplete()).isFalse();
    }

    @Test
    void a_try_without_an_answer_is_followed_by_others_that_have_ever_more_time() {
        Delivery delivery = delivery(false);
        List<Long> at = new ArrayList<>();
        for (long now = 1; now < Delivery.LIMIT_NANOS; now += Delivery.PATIENCE_NANOS / 10) {
            int before = sent.size();
            delivery.check(now);
            if (sent.size() > before) {
                at.add(now / Delivery.PATIENCE_NANOS);
            }
        }
        assertThat(at).containsExactly(1L, 3L, 7L, 15L);
        answer(2, WHOLE);
        assertThat(delivery.over().succeeded()).isTrue();
    }

    @Test
    void nothing_is_sent_again_while_there_is_nobody_to_have_it() {
        Delivery delivery = delivery(true);
        seen = LACKING;
        delivery.check(Delivery.PATIENCE_NANOS);
        assertThat(sent).hasSize(1);
        seen = WHOLE;
        delivery.check(Delivery.PATIENCE_NANOS + 1);
        assertThat(sent).hasSize(2);
    }

    @Test
    void what_was_refused_at_the_first_try_was_not_done() {
        Delivery fenced = delivery(true);
        sent.get(0).complete(Receipt.refused(PLACE));
        assertThat(reason(fenced)).isEqualTo(Reason.FENCED);

        Delivery minority = delivery(true);
        sent.get(1).completeExceptionally(new SplitBrainProtectionException("two are wanted"));
        assertThat(reason(minority)).isEqualTo(Reason.REFUSED);
    }

    @Test
    void what_is_refused_after_a_try_whose_end_nobody_knows_may_have_been_done() {
        Delivery failed = delivery(true);
        sent.get(0).completeExceptionally(new IllegalStateException("no backup answered"));
        failed.check(1);
        sent.get(1).complete(Receipt.refused(PLACE));
        assertThat(reason(failed)).isEqualTo(Reason.UNKNOWN);

        Delivery open = delivery(true);
        seen = CHANGED;
        open.again(1);
        sent.get(3).complete(Receipt.refused(PLACE));
        assertThat(reason(open)).as("the first is still under way").isEqualTo(Reason.UNKNOWN);
    }

    @Test
    void a_time_limit_leaves_it_unknown() {
        Delivery delivery = delivery(true);
        seen = LACKING;
        answer(0, LACKING);
        delivery.check(Delivery.LIMIT_NANOS - 1);
        assertThat(delivery.over().isComplete()).isFalse();
        delivery.check(Delivery.LIMIT_NANOS);
        assertThat(reason(delivery)).isEqualTo(Reason.UNKNOWN);
    }
}
