package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.map.EntryProcessor;
import io.coppice.supervision.nodes.NamedChild;
import java.util.AbstractMap.SimpleEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NameProcessorTest {

    private static final NamedChild CHILD = new NamedChild("p1", "a", 1, "/cart", "child.cart", "");
    private static final NamedChild OTHER = new NamedChild("p2", "b", 1, "/cart", "child.cart", "");

    private final Map.Entry<String, @Nullable String> owner = new SimpleEntry<>("u/cart", null);
    private final Map.Entry<String, @Nullable String> backup = new SimpleEntry<>("u/cart", null);

    /** On the owner, and on the backup where the message gets there. */
    private void carryOut(EntryProcessor<String, String, String> change, boolean isBackupThere) {
        change.process(owner);
        EntryProcessor<String, String, String> rest = change.getBackupProcessor();
        assertThat(rest).as("without one, Hazelcast waits for no backup").isNotNull();
        if (isBackupThere) {
            rest.process(backup);
        }
    }

    @Test
    void a_name_that_is_kept_again_is_on_a_backup_that_missed_the_first() {
        carryOut(NameProcessor.keep(CHILD), false);
        carryOut(NameProcessor.keep(CHILD), true);
        assertThat(backup.getValue()).isEqualTo(NamedChildJson.encode(CHILD));
    }

    @Test
    void a_name_that_is_dropped_again_is_gone_from_a_backup_that_missed_the_first() {
        carryOut(NameProcessor.keep(CHILD), true);
        carryOut(NameProcessor.drop(CHILD), false);
        carryOut(NameProcessor.drop(CHILD), true);
        assertThat(backup.getValue()).isNull();
    }

    @Test
    void what_is_another_s_stays_on_the_backup_too() {
        carryOut(NameProcessor.keep(CHILD), true);
        carryOut(NameProcessor.drop(OTHER), true);
        assertThat(owner.getValue()).isEqualTo(backup.getValue()).isEqualTo(NamedChildJson.encode(CHILD));
    }
}
