package io.coppice.traininglog.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvEntriesTest {

    private static List<String> read(String text, int pieceLength) throws CsvException {
        CsvEntries csv = new CsvEntries();
        List<String> lines = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += pieceLength) {
            csv.feed(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieceLength)));
            take(csv, lines);
        }
        csv.end();
        take(csv, lines);
        assertThat(csv.bytes()).isEqualTo(bytes.length);
        return lines;
    }

    private static void take(CsvEntries csv, List<String> lines) throws CsvException {
        for (Optional<TrainingEntry> next = csv.next(); next.isPresent(); next = csv.next()) {
            lines.add(csv.line() + " " + next.get().toCsv().strip());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void entriesComeWholeHoweverTheFileIsCut(int pieceLength) throws CsvException {
        String text = CsvEntries.HEADER + "squat,5,100\nsnatch,1,82.5\r\n\n\"bench\",\"3\",\"60\"\ndeadlift,1,200";

        assertThat(read(text, pieceLength))
                .containsExactly("2 squat,5,100", "3 snatch,1,82.5", "5 bench,3,60", "6 deadlift,1,200");
    }

    @Test
    void whatIsExportedIsRead() throws CsvException {
        String exported = CsvEntries.HEADER + new TrainingEntry(Movement.CLEAN_AND_JERK, "007", "1.500").toCsv();

        assertThat(read(exported, 1_000)).containsExactly("2 clean_and_jerk,007,1.500");
    }

    @Test
    void theHeaderSaysTheOrderOfTheColumnsAndMayHaveAByteOrderMark() throws CsvException {
        assertThat(read("\uFEFFweight,\"rep\",movement_name\r\n100,5,squat\r\n", 3))
                .containsExactly("2 squat,5,100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "squat,5,100\n", "movement_name;rep;weight\n", "rep,rep,weight\n", "rep,weight\n"})
    void aHeaderThatNamesOtherColumnsIsRefused(String text) {
        assertThatThrownBy(() -> read(text, 1_000))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("line 1: it must name the columns, as in movement_name,rep,weight");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "squat,5|it must have 3 columns, not 2",
                "squat,5,100,|it must have 3 columns, not 4",
                "squat,5,heavy|weight must be a decimal number",
                "squat,-1,100|rep must be a whole number",
                "curl,1,1|movement_name must be one of snatch",
                "\"squat,1,1|a quote is opened and not closed",
                "\"squat\"x,1,1|a comma must follow the quote",
                "\"s\"\"q\",1,1|not \"s\"q\"",
            })
    void aWrongLineIsNamedWithItsColumn(String wrong, String why) {
        assertThatThrownBy(() -> read(CsvEntries.HEADER + "squat,1,1\n" + wrong + "\nsquat,1,1\n", 1_000))
                .isInstanceOfSatisfying(
                        CsvException.class, e -> assertThat(e.line()).isEqualTo(3))
                .hasMessageStartingWith("line 3: ")
                .hasMessageContaining(why);
    }

    @Test
    void aLineIsBoundedAlsoWhereItNeverEnds() {
        CsvEntries csv = new CsvEntries();
        csv.feed("x".repeat(CsvEntries.LONGEST_LINE).getBytes(StandardCharsets.UTF_8));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(csv::next)).isNull();

        csv.feed(new byte[] {'x'});
        assertThatThrownBy(csv::next).hasMessage("line 1: it is longer than 1000 bytes");
    }
}
