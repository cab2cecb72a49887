package io.coppice.language.contract;

import static io.coppice.language.contract.AnswerCheck.Verdict.BACK;
import static io.coppice.language.contract.AnswerCheck.Verdict.RIGHT;
import static io.coppice.language.contract.AnswerCheck.Verdict.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.language.contract.AnswerCheck.Verdict;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {

    private final AnswerCheck check = new AnswerCheck();
    private int token;

    private Verdict answered(int number) {
        JsonObject asked = new JsonObject().put("token", ++token);
        return check.answered(asked, new JsonObject().put("n", number).put("echo", asked));
    }

    @Test
    void answers_are_numbered_on_and_from_one_after_a_crash() {
        assertThat(answered(1)).isEqualTo(RIGHT);
        assertThat(answered(2)).isEqualTo(RIGHT);
        check.crashes();
        assertThat(answered(3)).as("handled before the crash").isEqualTo(RIGHT);
        assertThat(answered(1)).isEqualTo(BACK);
        assertThat(answered(2)).isEqualTo(RIGHT);
    }

    @Test
    void a_number_that_is_left_out_or_comes_twice_is_wrong() {
        answered(1);
        assertThat(answered(3)).isEqualTo(WRONG);
        assertThat(answered(4)).as("one fault is one finding").isEqualTo(RIGHT);
        assertThat(answered(4)).isEqualTo(WRONG);
    }

    @Test
    void it_begins_anew_once_a_crash() {
        answered(1);
        answered(2);
        assertThat(answered(1)).as("without a crash").isEqualTo(WRONG);
        answered(2);
        check.crashes();
        assertThat(answered(1)).isEqualTo(BACK);
        answered(2);
        assertThat(answered(1)).as("twice for one crash").isEqualTo(WRONG);
    }

    @Test
    void a_state_that_survives_a_crash_is_wrong() {
        answered(1);
        answered(2);
        check.crashes();
        assertThat(answered(4)).isEqualTo(WRONG);
    }

    @Test
    void what_is_not_what_was_asked_is_wrong() {
        JsonObject asked = new JsonObject().put("token", 1);
        JsonObject other = new JsonObject().put("n", 1).put("echo", new JsonObject().put("token", 2));
        assertThat(check.answered(asked, other)).isEqualTo(WRONG);
        assertThat(check.answered(asked, null)).isEqualTo(WRONG);
        assertThat(check.answered(asked, "text")).isEqualTo(WRONG);
    }
}
