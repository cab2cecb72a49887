package io.coppice.proof.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.coppice.proof.history.Operation;
import io.coppice.proof.history.Operation.Kind;
import io.coppice.proof.history.Operation.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static final Keys KEYS = new Keys("t", 2, 6, List.of("a", "b"));

    private static Probe probe(LineStore store) {
        return new Probe(KEYS, Map.of("a", store.address(), "b", store.address()));
    }

    @Test
    void writes_down_what_it_is_told_to_do_and_reads_all_its_keys_through_all_nodes() throws Exception {
        try (LineStore store = new LineStore(command -> null);
                Probe probe = probe(store)) {
            KEYS.bucketNames()
                    .forEach(bucket -> assertThat(create(store, bucket)).isEqualTo(Outcome.DONE));
            Key key = probe.keys().get(1);
            assertThat(KEYS.all()).doesNotContainAnyElementsOf(probe.keys());

            assertThat(probe.put("a", key)).isEqualTo(Outcome.DONE);
            assertThat(probe.putLater("b", key).get(1, TimeUnit.MINUTES)).isEqualTo(Outcome.DONE);
            assertThat(probe.get("a", key)).isEqualTo(Outcome.DONE);

            assertThat(probe.takeOperations())
                    .extracting(Operation::node, Operation::kind, Operation::value)
                    .containsExactly(
                            tuple("a", Kind.PUT, "probe.1"),
                            tuple("b", Kind.PUT, "probe.2"),
                            tuple("a", Kind.GET, "probe.2"));
            assertThat(probe.readAll())
                    .hasSize(4)
                    .filteredOn(read -> read.key().equals(key.toString()))
                    .extracting(Operation::value)
                    .containsExactly("probe.2", "probe.2");
        }
    }

    private static Outcome create(LineStore store, String bucket) {
        try (StoreConnection connection = new StoreConnection(store.address())) {
            return connection.create(bucket).outcome();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_is_not_answered_is_not_known() throws Exception {
        try (LineStore store = new LineStore(command -> LineStore.CLOSE);
                Probe probe = probe(store)) {
            assertThat(probe.put("a", probe.keys().get(0))).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void a_bucket_that_is_gone_has_shown_that_there_is_nothing() throws Exception {
        try (LineStore store = new LineStore(command -> null);
                Probe probe = probe(store)) {
            probe.put("a", probe.keys().get(0));
            assertThat(probe.takeOperations())
                    .extracting(Operation::kind, Operation::value, Operation::outcome)
                    .containsExactly(tuple(Kind.GET, null, Outcome.DONE));
        }
    }
}
