package io.coppice.proof.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.proof.history.Finding;
import io.coppice.proof.history.HistoryChecker;
import io.coppice.proof.history.Operation;
import io.coppice.proof.history.Operation.Kind;
import io.coppice.proof.history.Operation.Outcome;
import io.coppice.proof.history.Promise;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {

    private static final Keys KEYS = new Keys("t", 2, 6, List.of("a", "b"));

    private static Load load(SocketAddress address) {
        return new Load(KEYS, Map.of("a", address, "b", address), 4, Duration.ofMillis(1));
    }

    private static List<Operation> work(Load load, LineStore store, AtomicInteger commands, int most)
            throws IOException {
        load.prepare();
        load.start(1);
        await().atMost(Duration.ofMinutes(1)).until(() -> commands.get() > most / 2);
        store.forget();
        await().atMost(Duration.ofMinutes(1)).until(() -> commands.get() > most);
        return load.end();
    }

    @Test
    void a_store_that_keeps_all_is_believed() throws Exception {
        AtomicInteger commands = new AtomicInteger();
        try (LineStore store = new LineStore(command -> {
                    commands.incrementAndGet();
                    return null;
                });
                Load load = load(store.address())) {
            load.prepare();
            load.start(1);
            await().atMost(Duration.ofMinutes(1)).until(() -> commands.get() > 2000);
            List<Operation> operations = load.end();
            List<Operation> reads = load.readAll();
            assertThat(operations).extracting(Operation::kind).contains(Kind.GET, Kind.PUT, Kind.DELETE);
            assertThat(operations).allMatch(each -> each.outcome() == Outcome.DONE);
            assertThat(reads).hasSize(2 * 2 * 6);
            assertThat(new HistoryChecker()
                            .check(operations, reads, Promise.LINEARIZABLE)
                            .failures())
                    .isEmpty();
        }
    }

    @Test
    void a_store_that_forgets_all_is_caught() throws Exception {
        AtomicInteger commands = new AtomicInteger();
        try (LineStore store = new LineStore(command -> {
                    commands.incrementAndGet();
                    return null;
                });
                Load load = load(store.address())) {
            List<Operation> operations = work(load, store, commands, 2000);
            assertThat(new HistoryChecker()
                            .check(operations, load.readAll(), Promise.LINEARIZABLE)
                            .failures())
                    .extracting(Finding::kind)
                    .contains(Finding.Kind.NOT_LINEARIZABLE);
        }
    }

    @Test
    void an_error_is_a_refusal_and_an_unknown_outcome_is_not() throws Exception {
        AtomicInteger commands = new AtomicInteger();
        try (LineStore store = new LineStore(command -> {
                    commands.incrementAndGet();
                    return command.startsWith("PUT")
                            ? "ERROR unknown outcome: the owner is gone"
                            : command.startsWith("DELETE") ? "ERROR node b is not reachable" : null;
                });
                Load load = load(store.address())) {
            load.prepare();
            load.start(1);
            await().atMost(Duration.ofMinutes(1)).until(() -> commands.get() > 300);
            List<Operation> operations = load.end();
            assertThat(operations)
                    .filteredOn(each -> each.kind() == Kind.PUT)
                    .isNotEmpty()
                    .allMatch(each -> each.outcome() == Outcome.UNKNOWN);
            assertThat(operations)
                    .filteredOn(each -> each.kind() == Kind.DELETE)
                    .isNotEmpty()
                    .allMatch(each -> each.outcome() == Outcome.REFUSED);
        }
    }

    @Test
    void of_what_a_closed_connection_was_asked_nothing_is_known() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        try (LineStore store = new LineStore(command -> {
                    if (command.startsWith("PUT")) {
                        closed.incrementAndGet();
                        return LineStore.CLOSE;
                    }
                    return null;
                });
                Load load = load(store.address())) {
            load.prepare();
            load.start(1);
            await().atMost(Duration.ofMinutes(1)).until(() -> closed.get() > 10);
            assertThat(load.end())
                    .filteredOn(each -> each.kind() == Kind.PUT)
                    .hasSizeGreaterThan(10)
                    .allMatch(each -> each.outcome() == Outcome.UNKNOWN);
        }
    }

    @Test
    void half_of_the_keys_are_written_through_one_node_only() {
        assertThat(KEYS.all()).hasSize(12);
        assertThat(KEYS.all())
                .filteredOn(key -> KEYS.isWrittenThrough(key, "a"))
                .hasSize(10);
        assertThat(KEYS.all())
                .filteredOn(key -> KEYS.isWrittenThrough(key, "b"))
                .hasSize(8);
        assertThat(KEYS.all())
                .filteredOn(key -> KEYS.isWrittenThrough(key, "a") && KEYS.isWrittenThrough(key, "b"))
                .hasSize(6);
    }
}
