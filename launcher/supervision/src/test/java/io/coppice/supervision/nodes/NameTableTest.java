package io.coppice.supervision.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NameTableTest {

    private static final String NAME = NameKey.prefix("books", true) + "alice";
    private static final String GROUP = NameKey.prefix("rooms", false) + "a/b";
    private static final NamedChild ON_A = child("1", 1);
    private static final NamedChild ON_B = child("2", 1);

    private final NameTable table = new NameTable(2);

    private static NamedChild child(String process, long id) {
        return new NamedChild(process, "n" + process, id, "/c" + id, "", "v");
    }

    @Test
    void whoHasAUniqueNameIsWhoHadItUnlessItsProcessIsGone() {
        assertThat(NamedChild.holder(null, ON_A, Set.of())).isEqualTo(ON_A);
        assertThat(NamedChild.holder(ON_A, ON_B, Set.of("1", "2"))).isEqualTo(ON_A);
        assertThat(NamedChild.holder(ON_A, ON_B, Set.of("2"))).isEqualTo(ON_B);
        assertThat(NamedChild.holder(ON_A, child("1", 2), Set.of("1"))).isEqualTo(ON_A);
        assertThat(NamedChild.holder(ON_A, ON_A, Set.of())).as("asked twice").isEqualTo(ON_A);
    }

    @Test
    void keysOfOneNameAreToldApartAndNamesOfOneRegistryAreNoOthers() {
        assertThat(NameKey.of(NAME, ON_A)).isEqualTo(NameKey.of(NAME, ON_B)).isEqualTo(NAME);
        assertThat(NameKey.of(GROUP, ON_A)).isNotEqualTo(NameKey.of(GROUP, ON_B));
        assertThat(NameKey.nameOf(NameKey.of(GROUP, ON_A))).isEqualTo(GROUP);
        assertThat(NameKey.nameOf(NameKey.of(NAME, ON_A))).isEqualTo(NAME);
        assertThat(NameKey.prefix("a", true) + "b/c").isNotEqualTo(NameKey.prefix("a/b", true) + "c");
    }

    @Test
    void aGroupHasManyAndEachGoesByItself() {
        List<NameChange> told = new ArrayList<>();
        table.listen(told::add);
        table.put(0, NameKey.of(GROUP, ON_A), ON_A);
        table.put(0, NameKey.of(GROUP, ON_B), ON_B);
        assertThat(table.find(GROUP)).containsExactly(ON_A, ON_B);
        table.remove(0, NameKey.of(GROUP, ON_A), ON_A);
        assertThat(table.find(GROUP)).containsExactly(ON_B);
        assertThat(told)
                .containsExactly(
                        new NameChange(true, GROUP, ON_A),
                        new NameChange(true, GROUP, ON_B),
                        new NameChange(false, GROUP, ON_A));
    }

    @Test
    void whatIsToldTwiceIsNoChangeAndOldNewsTakesNobodyElseAway() {
        List<NameChange> told = new ArrayList<>();
        table.put(0, NAME, ON_A);
        table.listen(told::add);
        table.put(0, NAME, ON_A);
        assertThat(told).isEmpty();
        table.put(0, NAME, ON_B);
        table.remove(0, NAME, ON_A);
        assertThat(table.find(NAME)).containsExactly(ON_B);
        assertThat(told).containsExactly(new NameChange(false, NAME, ON_A), new NameChange(true, NAME, ON_B));
    }

    @Test
    void namesOfProcessesThatAreGoneAreGone() {
        table.put(0, NAME, ON_A);
        table.put(1, NAME + "2", ON_B);
        table.retain(Set.of("2"));
        assertThat(table.find(NAME)).isEmpty();
        assertThat(table.find(NAME + "2")).containsExactly(ON_B);
    }

    @Test
    void whatIsReadIsOlderThanWhatIsToldMeanwhile() {
        table.put(0, NAME, ON_A);
        table.put(0, "u/1:r/gone", ON_A);
        table.put(1, "u/1:r/other", ON_A);
        table.beginRead(0);
        table.remove(0, NAME, ON_A);
        table.put(0, "u/1:r/new", ON_B);
        table.endRead(0, Map.of(NAME, ON_A, "u/1:r/missed", ON_B));

        assertThat(table.find(NAME)).as("it went meanwhile").isEmpty();
        assertThat(table.find("u/1:r/new")).as("it came meanwhile").containsExactly(ON_B);
        assertThat(table.find("u/1:r/missed")).containsExactly(ON_B);
        assertThat(table.find("u/1:r/gone")).as("nobody told of its end").isEmpty();
        assertThat(table.find("u/1:r/other")).as("of another slice").containsExactly(ON_A);
    }

    @Test
    void aReadThatFailedChangesNothing() {
        table.put(0, NAME, ON_A);
        table.beginRead(0);
        table.endRead(0, null);
        assertThat(table.find(NAME)).containsExactly(ON_A);
    }

    /** News may be late, lost or in the past of what is read; when all is quiet, a read makes the table what is kept. */
    @Test
    void itEndsAsWhatIsKeptWhateverWasLost() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, NamedChild> kept = new HashMap<>();
        List<Runnable> late = new ArrayList<>();
        Map<String, NamedChild> read = null;
        for (int i = 0; i < 20_000; i++) {
            String key = "u/1:r/" + random.nextInt(20);
            if (random.nextBoolean()) {
                NamedChild child = child("" + random.nextInt(3), i);
                kept.put(key, child);
                late.add(() -> table.put(0, key, child));
            } else {
                NamedChild gone = kept.remove(key);
                if (gone != null) {
                    late.add(() -> table.remove(0, key, gone));
                }
            }
            if (random.nextInt(10) == 0) {
                late.clear();
            }
            for (int news = random.nextInt(4); news > 0 && !late.isEmpty(); news--) {
                late.remove(0).run();
            }
            if (read == null && random.nextInt(20) == 0) {
                table.beginRead(0);
                read = new HashMap<>(kept);
            } else if (read != null && random.nextInt(3) == 0) {
                table.endRead(0, read);
                read = null;
            }
        }
        late.forEach(Runnable::run);
        table.beginRead(0);
        table.endRead(0, new HashMap<>(kept));

        Map<String, NamedChild> shown = new HashMap<>();
        table.forEach("u/", shown::put);
        assertThat(shown).as("seed %s", seed).isEqualTo(kept);
    }
}
