package io.coppice.traininglog.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import io.coppice.component.database.DatabaseException;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import java.util.ArrayList;
import java.util.BitSet;
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
        List<String> weights = new ArrayList<>();
        log.read(user, entry -> weights.add(entry.weight()));
        return weights;
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
        assertThat(log.read(ALICE, entry -> {
                    throw new AssertionError(entry);
                }))
                .isZero();
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
        assertThat(reader.read(ALICE, entry -> {})).isEqualTo(5);
        assertThat(reader.exists(ALICE)).isTrue();
    }

    @Test
    void aLargeBookComesWholeAndInOrder() throws DatabaseException {
        TrainingLog log = closing(open());
        log.record(LongStream.rangeClosed(1, 2_500)
                .mapToObj(number -> entry(ALICE, number, String.valueOf(number)))
                .toList());

        List<String> expected = LongStream.iterate(2_500, number -> number - 1)
                .limit(2_500)
                .mapToObj(String::valueOf)
                .toList();
        assertThat(weights(closing(openReader()), ALICE)).isEqualTo(expected);
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

        List<TrainingEntry> read = new ArrayList<>();
        log.read(ALICE, read::add);

        assertThat(read).isEqualTo(entries);
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
