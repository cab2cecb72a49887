package io.coppice.traininglog.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryFormTest {

    private static EntryForm form(String movement, String rep, String weight) {
        return new EntryForm().add("movement_name", movement).add("rep", rep).add("weight", weight);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snatch", "clean_and_jerk", "squat", "bench", "deadlift"})
    void knowsEveryMovement(String movement) {
        assertThat(form(movement, "1", "1").entry().movement().word()).isEqualTo(movement);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Snatch", "curl", " snatch"})
    void refusesOtherMovements(String movement) {
        assertThat(form(movement, "1", "1").faults())
                .containsExactly("movement_name must be one of snatch, clean_and_jerk, squat, bench, deadlift, not \""
                        + movement + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10", "1000000", "007"})
    void keepsRepsAsTheyWereWritten(String rep) {
        assertThat(form("squat", rep, "1").entry().rep()).isEqualTo(rep);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.0", "1e3", "1000001", "99999999999999999999", "ten", " 1", "\u0661"})
    void refusesOtherReps(String rep) {
        assertThat(form("squat", rep, "1").faults())
                .containsExactly("rep must be a whole number from 0 to 1000000, not \"" + rep + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "100", "82.5", "82.125", "100000", "100000.000", "0.0"})
    void keepsWeightsAsTheyWereWritten(String weight) {
        assertThat(form("squat", "1", weight).entry().weight()).isEqualTo(weight);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1,5", ".5", "5.", "1.2345", "100000.001", "1e3", "NaN", "0x1", "null"})
    void refusesOtherWeights(String weight) {
        assertThat(form("squat", "1", weight).faults())
                .singleElement()
                .asString()
                .startsWith("weight must be a decimal number of kilograms from 0 to 100000")
                .endsWith("not \"" + weight + "\"");
    }

    @Test
    void namesEveryFieldThatIsMissing() {
        assertThat(new EntryForm().add("reps", "1").faults())
                .extracting(fault -> fault.substring(0, fault.indexOf(':')))
                .containsExactly("movement_name is missing", "rep is missing", "weight is missing");
    }

    @Test
    void aFieldThatIsGivenTwiceMustSayTheSame() {
        assertThat(form("squat", "1", "1").add("rep", "1").faults()).isEmpty();
        assertThat(form("squat", "1", "1").add("rep", "2").faults())
                .containsExactly("rep is given more than once, as \"1\" and \"2\": "
                        + "it must be a whole number from 0 to 1000000");
    }

    @Test
    void aLongValueIsCutInTheAnswer() {
        assertThat(form("squat", "9".repeat(10_000), "1").faults())
                .singleElement()
                .asString()
                .hasSizeLessThan(120)
                .endsWith("9...\"");
    }

    @Test
    void thereIsNoEntryWithFaults() {
        assertThatThrownBy(() -> new EntryForm().entry()).isInstanceOf(IllegalStateException.class);
    }
}
