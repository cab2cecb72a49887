package io.coppice.traininglog.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import io.coppice.traininglog.database.TrainingLog.Size;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every database of training logs must do. */
abstract class TrainingLogContract {

    static final UserName ALICE = new UserName("alice");

    private final List<TrainingLog> opened = new ArrayList<>();

    /** A connection that may write. */
    abstract TrainingLog open() throws DatabaseException;

    /** Another connection to the same database, that only reads. */
    abstract TrainingLog openReader() throws DatabaseException;

    final TrainingLog closing(TrainingLog log) {
        opened.add(log);
        return log;
    }

    @AfterEach
    void close() {
        opened.forEach(TrainingLog::close);
    }

    static NumberedEntry entry(UserName user, long number, String weight) {
        return new NumberedEntry(user, number, new TrainingEntry(Movement.SQUAT, "1", weight));
    }

    private static List<String> weights(TrainingLog log, UserName user) throws DatabaseException {
        return log.newest(user, Long.MAX_VALUE, 100).stream()
                .map(numbered -> numbered.entry().weight())
                .toList();
    }

    @Test
    void aReaderCannotWrite() throws DatabaseException {
        closing(open());
        TrainingLog reader = closing(openReader());

        assertThatThrownBy(() -> reader.record(List.of(entry(ALICE, 1, "1"))))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.failure()).isEqualTo(Failure.NOT_WRITABLE));
    }

    @Test
    void anUnknownUserHasNoBook() throws DatabaseException {
        TrainingLog log = closing(open());

        assertThat(log.exists(ALICE)).isFalse();
        assertThat(log.size(ALICE)).isEqualTo(new Size(0, 0));
        assertThat(log.newest(ALICE, Long.MAX_VALUE, 10)).isEmpty();
        assertThat(log.oldest(ALICE, 0, 10)).isEmpty();
    }

    @Test
    void whatWasRecordedIsReadNewestFirstByOtherConnections() throws DatabaseException {
        TrainingLog log = closing(open());
        TrainingLog reader = closing(openReader());

        assertThat(log.record(List.of(entry(ALICE, 1, "1"), entry(ALICE, 2, "2.50")))
                        .isEmpty())
                .isTrue();
        assertThat(log.record(List.of(entry(ALICE, 5, "3"))).isEmpty()).isTrue();

        assertThat(weights(reader, ALICE)).containsExactly("3", "2.50", "1");
        assertThat(reader.size(ALICE)).isEqualTo(new Size(3, 5));
        assertThat(reader.exists(ALICE)).isTrue();
    }

    @Test
    void aBookComesInPagesInBothOrders() throws DatabaseException {
        TrainingLog log = closing(open());
        // With gaps, as numbers that were given to entries which failed leave them.
        List<NumberedEntry> entries = LongStream.rangeClosed(1, 250)
                .mapToObj(i -> entry(ALICE, 3 * i, String.valueOf(i)))
                .toList();
        log.record(entries);
        log.record(List.of(entry(new UserName("bob"), 1, "1")));
        TrainingLog reader = closing(openReader());

        List<NumberedEntry> newest = new ArrayList<>();
        for (long below = Long.MAX_VALUE; newest.size() < 250; below = last(newest)) {
            newest.addAll(reader.newest(ALICE, below, 100));
            assertThat(newest.size()).isIn(100, 200, 250);
        }
        assertThat(reader.newest(ALICE, last(newest), 100)).isEmpty();
        Collections.reverse(newest);
        assertThat(newest).isEqualTo(entries);

        assertThat(reader.oldest(ALICE, 0, 100)).isEqualTo(entries.subList(0, 100));
        assertThat(reader.oldest(ALICE, 300, 200)).isEqualTo(entries.subList(100, 250));
        assertThat(reader.size(ALICE)).isEqualTo(new Size(250, 750));
    }

    private static long last(List<NumberedEntry> entries) {
        return entries.get(entries.size() - 1).number();
    }

    @Test
    void booksAreApartAlsoWhereNamesDifferLittle() throws DatabaseException {
        TrainingLog log = closing(open());
        List<UserName> users = List.of(
                ALICE, new UserName("Alice"), new UserName("alice "), new UserName("a\u0000b"), new UserName("a"));

        for (UserName user : users) {
            log.record(List.of(entry(user, 1, String.valueOf(users.indexOf(user)))));
        }

        for (UserName user : users) {
            assertThat(weights(log, user)).containsExactly(String.valueOf(users.indexOf(user)));
        }
    }

    @Test
    void aNumberThatIsTakenIsRefusedAndTheOthersAreKept() throws DatabaseException {
        TrainingLog log = closing(open());
        log.record(List.of(entry(ALICE, 1, "1")));

        BitSet refused = log.record(List.of(entry(ALICE, 2, "2"), entry(ALICE, 1, "9"), entry(ALICE, 2, "2")));

        assertThat(refused.stream()).containsExactly(1, 2);
        assertThat(weights(log, ALICE)).containsExactly("2", "1");
    }

    @Test
    void everyFieldComesBackAsItWas() throws DatabaseException {
        TrainingLog log = closing(open());
        List<TrainingEntry> entries = new ArrayList<>();
        for (Movement movement : Movement.values()) {
            entries.add(0, new TrainingEntry(movement, "007", "82.500"));
            log.record(List.of(new NumberedEntry(ALICE, entries.size(), entries.get(0))));
        }

        assertThat(log.newest(ALICE, Long.MAX_VALUE, 100))
                .extracting(NumberedEntry::entry)
                .isEqualTo(entries);
    }

    @Test
    void aThreadThatIsInterruptedDoesNoHarm() throws DatabaseException {
        TrainingLog log = closing(open());

        Thread.currentThread().interrupt();
        log.record(List.of(entry(ALICE, 1, "1")));
        assertThat(Thread.interrupted()).isTrue();

        log.record(List.of(entry(ALICE, 2, "2")));
        assertThat(weights(closing(openReader()), ALICE)).containsExactly("2", "1");
    }
}
