package io.coppice.language;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnansweredTest {

    private static final int MOST = 3;

    private final Queue<Runnable> behind = new ArrayDeque<>();
    private final Unanswered unanswered = new Unanswered(MOST, behind::add);
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Message<Object>> received = new LinkedBlockingQueue<>();
    private final List<Future<Message<Object>>> answers = new ArrayList<>();

    @BeforeEach
    void listen() {
        vertx.eventBus().consumer("asked", received::add);
    }

    @AfterEach
    void end() {
        vertx.close().await();
    }

    private Message<Object> received() throws InterruptedException {
        Message<Object> message = received.poll(20, SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    /** Keeps so many messages, whose answers are {@link #answers}. */
    private List<Long> add(int count) throws InterruptedException {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(vertx.eventBus().request("asked", i));
            numbers.add(unanswered.add(received()));
        }
        return numbers;
    }

    @Test
    void each_is_found_by_its_number_and_taken_once() throws Exception {
        List<Long> numbers = add(MOST);
        assertThat(numbers).doesNotHaveDuplicates().doesNotContain(Unanswered.NOBODY);
        for (int i : new int[] {1, 2, 0}) {
            long number = numbers.get(i);
            assertThat(unanswered.peek(number)).isNotNull();
            assertThat(unanswered.take(number)).map(Message::body).contains(i);
            assertThat(unanswered.peek(number)).isNull();
            assertThat(unanswered.take(number)).isEmpty();
        }
    }

    @Test
    void one_that_was_answered_before_the_next_came_is_not_found_after_it() throws Exception {
        long first = add(1).get(0);
        unanswered.take(first);
        long second = add(1).get(0);
        assertThat(unanswered.take(first)).isEmpty();
        assertThat(unanswered.take(second)).map(Message::body).contains(0);
    }

    @Test
    void one_that_nobody_waits_for_is_not_kept() throws Exception {
        vertx.eventBus().send("asked", 1);
        assertThat(unanswered.add(received())).isEqualTo(Unanswered.NOBODY);
        assertThat(unanswered.take(Unanswered.NOBODY)).isEmpty();
    }

    @Test
    void the_oldest_fails_where_there_are_too_many() throws Exception {
        List<Long> numbers = add(MOST + 1);
        assertThatThrownBy(() -> answers.get(0).await(20, SECONDS))
                .hasMessage("not answered, and too many came after it");
        assertThat(unanswered.take(numbers.get(0))).isEmpty();
        assertThat(numbers.subList(1, MOST + 1))
                .allSatisfy(number -> assertThat(unanswered.take(number)).isPresent());
    }

    @Test
    void an_answer_goes_out_when_the_messages_that_were_there_have_been_handled() throws Exception {
        long first = add(1).get(0);
        assertThat(unanswered.answer(first, message -> message.reply("yes"))).isTrue();
        assertThat(unanswered.answer(first, message -> message.reply("no"))).isFalse();
        assertThat(behind).hasSize(1);
        behind.remove().run();
        assertThat(answers.get(0).await(20, SECONDS).body()).isEqualTo("yes");
    }

    @Test
    void an_answer_can_be_released_before_that() throws Exception {
        unanswered.answer(add(1).get(0), message -> message.reply("yes"));
        unanswered.release();
        assertThat(answers.get(0).await(20, SECONDS).body()).isEqualTo("yes");
    }

    @Test
    void what_was_answered_does_not_fail_with_the_others() throws Exception {
        List<Long> numbers = add(2);
        unanswered.answer(numbers.get(0), message -> message.reply("yes"));
        unanswered.failAll(7, "over");
        assertThat(answers.get(0).await(20, SECONDS).body()).isEqualTo("yes");
        assertThatThrownBy(() -> answers.get(1).await(20, SECONDS)).hasMessage("over");
    }

    @Test
    void all_fail_when_nothing_will_be_answered_any_more() throws Exception {
        List<Long> numbers = add(2);
        unanswered.failAll(7, "over");
        assertThat(answers)
                .hasSize(2)
                .allSatisfy(answer ->
                        assertThatThrownBy(() -> answer.await(20, SECONDS)).hasMessage("over"));
        assertThat(numbers)
                .allSatisfy(number -> assertThat(unanswered.take(number)).isEmpty());
    }
}
