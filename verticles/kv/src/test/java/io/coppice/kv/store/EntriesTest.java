package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The map of a bucket against {@link HashMap}, and its scans against what was there all the time. */
class EntriesTest {

    private final Entries entries = new Entries();

    private Entry add(String key) {
        return entries.add(Bytes.of(key), key.getBytes(java.nio.charset.StandardCharsets.UTF_8), 1);
    }

    private void remove(String key) {
        entries.remove(Objects.requireNonNull(entries.find(Bytes.of(key)), key));
    }

    private static String key(Entry entry) {
        return Bytes.of(entry.key()).toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void isAMap(long seed) {
        Random random = new Random(seed);
        Map<String, Entry> model = new HashMap<>();
        // In waves, so that it grows and shrinks several times.
        for (int step = 0; step < 30_000; step++) {
            String key = "k" + random.nextInt(3_000);
            boolean growing = step / 3_000 % 2 == 0;
            boolean adds = random.nextInt(10) < (growing ? 8 : 2);
            if (adds && !model.containsKey(key)) {
                model.put(key, add(key));
            } else if (!adds && model.containsKey(key)) {
                remove(key);
                model.remove(key);
            }
            assertThat(entries.find(Bytes.of(key)))
                    .as("seed %d step %d", seed, step)
                    .isSameAs(model.get(key));
            assertThat(entries.size()).isEqualTo(model.size());
        }
        Set<Entry> visited = new HashSet<>();
        entries.forEach(entry -> assertThat(visited.add(entry)).isTrue());
        assertThat(visited).hasSameElementsAs(model.values());
    }

    @Test
    void refusesToRemoveWhatIsNotThere() {
        Entry gone = add("a");
        entries.remove(gone);
        assertThatThrownBy(() -> entries.remove(gone)).hasMessage("the entry is not in this map");
    }

    /** What was there from the first call of a scan to its last is seen, however the map changes in between. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aScanSeesWhatWasThereAllTheTime(long seed) {
        Random random = new Random(seed);
        List<String> kept = IntStream.range(0, 200).mapToObj(i -> "kept" + i).toList();
        kept.forEach(this::add);
        Set<String> passing = new HashSet<>();
        for (int round = 0; round < 20; round++) {
            Set<String> seen = new HashSet<>();
            int cursor = 0;
            int calls = 0;
            do {
                cursor = entries.scan(cursor, 1 + random.nextInt(20), entry -> seen.add(key(entry)));
                // Between two calls it becomes many times as large, or as small, as it was.
                if (random.nextBoolean()) {
                    int more = random.nextInt(4_000);
                    for (int i = 0; i < more; i++) {
                        String key = "p" + random.nextInt(100_000);
                        if (passing.add(key)) {
                            add(key);
                        }
                    }
                } else if (random.nextBoolean()) {
                    passing.forEach(this::remove);
                    passing.clear();
                }
                calls++;
                assertThat(calls).as("a scan ends").isLessThan(100_000);
            } while (cursor != 0);
            assertThat(seen).as("seed %d round %d", seed, round).containsAll(kept);
        }
    }

    @Test
    void aScanOfWhatDoesNotChangeSeesEachOnce() {
        IntStream.range(0, 1_000).forEach(i -> add("k" + i));
        Map<String, Integer> seen = new HashMap<>();
        int cursor = 0;
        do {
            cursor = entries.scan(cursor, 7, entry -> seen.merge(key(entry), 1, Integer::sum));
        } while (cursor != 0);
        assertThat(seen).hasSize(1_000);
        assertThat(seen.values()).containsOnly(1);
    }

    @Test
    void oneCallOfAScanLooksAtAboutAsManyAsItIsAskedFor() {
        IntStream.range(0, 100_000).forEach(i -> add("k" + i));
        int[] seen = {0};
        entries.scan(0, 10, entry -> seen[0]++);
        assertThat(seen[0]).isBetween(1, 40);
    }

    @Test
    void takesAnyCursorThatAClientMayInvent() {
        IntStream.range(0, 100).forEach(i -> add("k" + i));
        for (int cursor : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 12345}) {
            entries.scan(cursor, Integer.MAX_VALUE, entry -> {});
        }
    }
}
