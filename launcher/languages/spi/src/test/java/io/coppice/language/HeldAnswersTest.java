package io.coppice.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class HeldAnswersTest {

    private final Deque<Runnable> behind = new ArrayDeque<>();
    private final List<Integer> given = new ArrayList<>();
    private long now;
    private final HeldAnswers answers = new HeldAnswers(behind::add, () -> now);

    private void give(int... numbers) {
        for (int number : numbers) {
            answers.give(() -> given.add(number));
        }
    }

    /** All messages that were there have been handled. */
    private void end() {
        behind.remove().run();
    }

    /** So many do not wait, and the next does. */
    private void areAtOnce(int count) {
        given.clear();
        for (int i = 1; i <= count; i++) {
            give(i);
            assertThat(given).hasSize(i);
        }
        give(0);
        assertThat(given).hasSize(count);
    }

    @Test
    void they_go_out_together_when_the_messages_that_were_there_have_been_handled() {
        give(1, 2);
        assertThat(given).isEmpty();
        end();
        assertThat(given).containsExactly(1, 2);
        assertThat(behind).isEmpty();
        give(3);
        assertThat(given).containsExactly(1, 2);
        end();
        assertThat(given).containsExactly(1, 2, 3);
    }

    @Test
    void no_more_than_a_few_are_held() {
        give(1, 2, 3, 4, 5, 6, 7);
        assertThat(given).isEmpty();
        give(8, 9);
        assertThat(given).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(behind).as("asked for once").hasSize(1);
        end();
        assertThat(given).endsWith(9);
    }

    @Test
    void they_are_released_once() {
        give(1, 2);
        answers.release();
        assertThat(given).containsExactly(1, 2);
        answers.release();
        end();
        assertThat(given).containsExactly(1, 2);
    }

    @Test
    void after_one_that_waited_for_nothing_the_next_do_not_wait() {
        give(1, 2);
        end();
        give(3);
        end();
        areAtOnce(HeldAnswers.AFTER_ALONE);
    }

    @Test
    void after_some_that_waited_for_too_long_the_next_do_not_wait() {
        give(1, 2);
        now += HeldAnswers.PATIENCE.toNanos() + 1;
        end();
        areAtOnce(HeldAnswers.AFTER_LATE);
    }

    @Test
    void one_that_waited_for_nothing_and_too_long_was_late() {
        give(1);
        now += HeldAnswers.PATIENCE.toNanos() + 1;
        end();
        areAtOnce(HeldAnswers.AFTER_LATE);
    }

    @Test
    void they_are_late_when_the_first_of_them_is() {
        give(1);
        now += HeldAnswers.PATIENCE.toNanos();
        give(2);
        now++;
        end();
        areAtOnce(HeldAnswers.AFTER_LATE);
    }

    @Test
    void what_waits_for_as_long_as_it_may_is_not_late() {
        give(1, 2);
        now += HeldAnswers.PATIENCE.toNanos();
        end();
        areAtOnce(0);
    }

    @Test
    void one_that_cannot_be_given_keeps_none_of_the_others() {
        for (String text : List.of("first", "second")) {
            answers.give(() -> {
                throw new IllegalStateException(text);
            });
        }
        give(1);
        assertThatThrownBy(answers::release)
                .hasMessage("first")
                .satisfies(first -> assertThat(first.getSuppressed())
                        .singleElement()
                        .hasToString("java.lang.IllegalStateException: second"));
        assertThat(given).containsExactly(1);
    }

    @Test
    void none_waits_where_nothing_comes_behind_it() {
        HeldAnswers last = new HeldAnswers(
                task -> {
                    throw new RejectedExecutionException();
                },
                () -> now);
        last.give(() -> given.add(1));
        last.give(() -> given.add(2));
        assertThat(given).containsExactly(1, 2);
    }

    @Test
    void one_that_is_given_while_others_are_waits_for_the_next() {
        answers.give(() -> give(2));
        give(1);
        end();
        assertThat(given).containsExactly(1);
        end();
        assertThat(given).containsExactly(1, 2);
    }
}
