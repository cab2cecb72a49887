package io.coppice.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.eventbus.impl.OutboundDeliveryContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotentRequestTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger received = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private String send(int tries) throws Exception {
        return new IdempotentRequest("x", new DeliveryOptions().setSendTimeout(50), tries)
                .<String>send(vertx, "question")
                .await(10, TimeUnit.SECONDS)
                .body();
    }

    private void answerFrom(int request) {
        vertx.eventBus().consumer("x", message -> {
            if (received.incrementAndGet() >= request) {
                message.reply("answer to " + message.body());
            }
        });
    }

    @Test
    void it_is_sent_again_while_nobody_answers() throws Exception {
        answerFrom(3);
        assertThat(send(3)).isEqualTo("answer to question");
        assertThat(received).hasValue(3);
    }

    @Test
    void it_is_sent_again_while_nobody_is_there() throws Exception {
        vertx.setTimer(1, timer -> answerFrom(1));
        assertThat(IdempotentRequest.to("x")
                        .send(vertx, "")
                        .await(10, TimeUnit.SECONDS)
                        .body())
                .isEqualTo("answer to ");
        assertThat(received).hasValue(1);
    }

    @Test
    void it_is_sent_again_when_it_does_not_get_out() throws Exception {
        answerFrom(1);
        AtomicInteger lost = new AtomicInteger();
        vertx.eventBus().addOutboundInterceptor(delivery -> {
            if (delivery.message().address().equals("x") && lost.getAndIncrement() == 0) {
                ((OutboundDeliveryContext<?>) delivery).tryFail(new ReplyException(ReplyFailure.ERROR, -1, "lost"));
            } else {
                delivery.next();
            }
        });
        assertThat(send(2)).isEqualTo("answer to question");
        assertThat(lost).hasValue(2);
        assertThat(received).hasValue(1);
    }

    @Test
    void it_gives_up_after_its_tries() {
        answerFrom(3);
        assertThatThrownBy(() -> send(2))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        last -> assertThat(last.failureType()).isEqualTo(ReplyFailure.TIMEOUT));
        assertThat(received).hasValue(2);
    }

    @Test
    void an_answer_that_is_a_failure_is_an_answer() {
        vertx.eventBus().consumer("x", message -> {
            received.incrementAndGet();
            message.fail(7, "no");
        });
        assertThatThrownBy(() -> send(3))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        failure -> assertThat(failure.failureCode()).isEqualTo(7));
        assertThat(received).hasValue(1);
    }

    @Test
    void it_is_tried_at_least_once() {
        assertThatThrownBy(() -> new IdempotentRequest("x", new DeliveryOptions(), 0))
                .hasMessage("tries must be 1 or more, not 0");
    }
}
