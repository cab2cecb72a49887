package io.coppice.infosys.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.infosys.question.Report.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {

    private static final Instant NOW = Instant.EPOCH;

    private final AnswerCache cache = new AnswerCache(2, Duration.ofSeconds(10));
    private final Findings found = findings(Report.answered("a", 1, List.of(new Answer("a", "42", 90))));

    private static Findings findings(Report... reports) {
        return new Findings(List.of(reports));
    }

    @Test
    void it_keeps_what_was_found_for_its_time() {
        cache.keep(new Question("What is  it?"), found, NOW);

        assertThat(cache.find(new Question("What is it"), NOW.plusMillis(9_999)))
                .contains(found);
        assertThat(cache.find(new Question("what is it"), NOW))
                .as("upper case counts, as it does for units")
                .isEmpty();
        assertThat(cache.find(new Question("What is it"), NOW.plusSeconds(10))).isEmpty();
    }

    @Test
    void what_was_asked_least_recently_goes_first() {
        cache.keep(new Question("one"), found, NOW);
        cache.keep(new Question("two"), found, NOW);
        assertThat(cache.find(new Question("one"), NOW)).isPresent();
        cache.keep(new Question("three"), found, NOW);

        assertThat(cache.find(new Question("two"), NOW)).isEmpty();
        assertThat(cache.find(new Question("one"), NOW)).isPresent();
    }

    @Test
    void it_does_not_keep_what_a_backend_had_no_part_in() {
        for (Outcome missing : List.of(Outcome.LATE, Outcome.CRASHED, Outcome.SKIPPED)) {
            cache.keep(new Question("one"), findings(Report.unanswered("a", missing, 1, "")), NOW);
            assertThat(cache.find(new Question("one"), NOW)).as("%s", missing).isEmpty();
        }
        cache.keep(new Question("one"), findings(Report.unanswered("a", Outcome.OFF, 0, "no key")), NOW);
        assertThat(cache.find(new Question("one"), NOW)).isPresent();
    }

    @Test
    void the_best_answers_come_first_up_to_a_limit() {
        Findings both = findings(
                Report.answered("a", 1, List.of(new Answer("a", "1", 50), new Answer("a", "2", 90))),
                Report.answered("b", 1, List.of(new Answer("b", "3", 90), new Answer("b", "4", 100))));

        assertThat(both.best(3)).extracting(Answer::text).containsExactly("4", "2", "3");
    }
}
