package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.IndeterminateOperationStateException;
import io.coppice.supervision.nodes.SharedClaim;
import io.coppice.supervision.nodes.SharedClaim.Candidate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimEntriesTest {

    private static final Candidate A = new Candidate("1", "a");

    private static SharedClaim ask(SharedClaim claim) {
        return claim.asked(A, claim.epoch(), Set.of("1"), 1000);
    }

    /** Its writes are done, and some not confirmed. */
    private static final class Flaky extends ConcurrentHashMap<String, String> {

        private static final long serialVersionUID = 1L;

        private int failures;
        private int writes;

        @Override
        public @Nullable String putIfAbsent(String key, String value) {
            String before = super.putIfAbsent(key, value);
            written();
            return before;
        }

        @Override
        public boolean replace(String key, String before, String after) {
            boolean isReplaced = super.replace(key, before, after);
            written();
            return isReplaced;
        }

        private void written() {
            writes++;
            if (failures > 0) {
                failures--;
                throw new IndeterminateOperationStateException("planted");
            }
        }
    }

    private final Flaky map = new Flaky();
    private final ClaimEntries entries = new ClaimEntries(map);

    @Test
    void what_is_there_already_is_not_written() {
        SharedClaim first = entries.change("only", ClaimEntriesTest::ask);
        assertThat(entries.change("only", ClaimEntriesTest::ask)).isEqualTo(first);
        assertThat(map.writes).isEqualTo(1);
    }

    @Test
    void what_is_there_after_a_write_that_has_failed_counts_when_one_has_succeeded() {
        map.failures = 2;
        assertThatThrownBy(() -> entries.change("only", ClaimEntriesTest::ask)).hasMessage("planted");
        assertThatThrownBy(() -> entries.change("only", ClaimEntriesTest::ask)).hasMessage("planted");
        assertThat(entries.change("only", ClaimEntriesTest::ask).epoch()).isEqualTo(1000);
        assertThat(map.writes).isEqualTo(3);
        entries.change("only", ClaimEntriesTest::ask);
        assertThat(map.writes).isEqualTo(3);
    }
}
