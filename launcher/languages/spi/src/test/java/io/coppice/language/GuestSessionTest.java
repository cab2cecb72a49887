package io.coppice.language;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.supervision.Supervision;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class GuestSessionTest implements GuestSession.Owner {

    /** Fewer characters than a frame may have bytes, and more bytes. */
    private static final String LARGE = "\u00e4".repeat(Frames.LONGEST / 2 + 1);

    private final Promise<Void> up = Promise.promise();
    private final Promise<JsonObject> told = Promise.promise();
    private Vertx vertx;
    private Context context;
    private GuestSession session;
    private boolean isFull;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
        session = new GuestSession(
                vertx,
                Grants.ofChild("/guest", List.of("*"), Grants.newInbox()),
                GuestSession.Terms.CHILD,
                this::offer,
                this);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    private boolean offer(String frame) {
        if (isFull) {
            isFull = false;
            return false;
        }
        return told.tryComplete(new JsonObject(frame));
    }

    @Override
    public void ready() {
        up.complete();
    }

    @Override
    public void crashed(GuestException error, @Nullable Message<?> message) {
        up.fail(error);
    }

    @Override
    public void log(Level level, String text) {}

    private void says(JsonObject... frames) {
        context.runOnContext(v -> {
            for (JsonObject frame : frames) {
                session.handle(frame);
            }
        });
    }

    private static JsonObject frame(String type, String address) {
        return new JsonObject().put("type", type).put("address", address);
    }

    private JsonObject answerTo(String address) throws Exception {
        says(frame("send", address).put("replyAddress", "r1"));
        return told.future().await(20, SECONDS);
    }

    @Test
    void an_answer_that_is_too_large_is_a_failure() throws Exception {
        vertx.eventBus().consumer("large", message -> message.reply(LARGE));
        assertThat(answerTo("large"))
                .isEqualTo(frame("err", "r1")
                        .put("failureCode", Supervision.BAD_REQUEST)
                        .put("failureType", "ERROR")
                        .put("message", "the answer is larger than 1048576 bytes"));
    }

    @Test
    void an_answer_for_which_there_is_no_room_is_a_failure() throws Exception {
        isFull = true;
        vertx.eventBus().consumer("small", message -> message.reply(1));
        assertThat(answerTo("small").getInteger("failureCode")).isEqualTo(Unanswered.OVERLOADED);
    }

    @Test
    void a_failure_is_told_in_short() throws Exception {
        vertx.eventBus().consumer("wordy", message -> message.fail(7, LARGE));
        assertThat(answerTo("wordy").getString("message")).hasSizeLessThan(10_000);
    }

    @Test
    void a_message_that_is_too_large_is_refused() throws Exception {
        says(frame("register", "guest"), new JsonObject().put("type", "ready"));
        up.future().await(20, SECONDS);
        assertThatThrownBy(() -> vertx.eventBus().request("guest", LARGE).await(20, SECONDS))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        failure -> assertThat(failure.failureCode()).isEqualTo(Supervision.BAD_REQUEST))
                .hasMessageContaining("larger than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"send\",\"address\":\"@1\",\"body\":{\"n\":1}}",
                "{\"type\":\"send\",\"address\":\"@1\",\"body\":{\"n\":1},\"headers\":{\"of\":\"guest\"}}",
                "{\"type\": \"send\", \"body\": {\"n\": 1}, \"address\": \"@1\"}",
            })
    void an_answer_may_be_written_in_any_form(String answer) throws Exception {
        says(frame("register", "guest"), new JsonObject().put("type", "ready"));
        up.future().await(20, SECONDS);
        Future<Message<Object>> reply = vertx.eventBus().request("guest", "hello");
        assertThat(told.future().await(20, SECONDS))
                .isEqualTo(frame("message", "guest")
                        .put("replyAddress", "@1")
                        .put("send", true)
                        .put("body", "hello"));
        context.runOnContext(v -> session.handle(answer));
        Message<Object> got = reply.await(20, SECONDS);
        assertThat(got.body()).isEqualTo(new JsonObject().put("n", 1));
        assertThat(got.headers().get("of")).isEqualTo(answer.contains("headers") ? "guest" : null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "publish"})
    void what_it_says_after_an_answer_does_not_come_before_it(String type) throws Exception {
        says(frame("register", "guest"), new JsonObject().put("type", "ready"));
        up.future().await(20, SECONDS);
        List<Object> heard = new ArrayList<>();
        Promise<Void> last = Promise.promise();
        context.runOnContext(v -> {
            vertx.eventBus().consumer("other", message -> {
                heard.add(message.body());
                last.complete();
            });
            vertx.eventBus().request("guest", "hello").onSuccess(reply -> heard.add(reply.body()));
        });
        told.future().await(20, SECONDS);
        says(frame("send", "@1").put("body", "answer"), frame(type, "other").put("body", "after"));
        last.future().await(20, SECONDS);
        assertThat(heard).containsExactly("answer", "after");
    }

    @Test
    void what_answers_without_a_frame_is_json_and_names_a_message() {
        assertThatThrownBy(() -> session.answer("@1", "[}"))
                .isInstanceOf(Frames.Violation.class)
                .hasMessageContaining("no JSON: [}");
        assertThatThrownBy(() -> session.answer("guest", "1"))
                .isInstanceOf(Frames.Violation.class)
                .hasMessageContaining("\"guest\"");
        session.answer("@1", "1");
        assertThat(told.future().result())
                .isEqualTo(frame("err", "@1")
                        .put("failureCode", -1)
                        .put("failureType", "NO_HANDLERS")
                        .put("message", "no message waits for this answer"));
    }

    @Test
    void what_is_no_json_is_no_answer() {
        assertThatThrownBy(() -> session.handle("{\"type\":\"send\",\"address\":\"@1\",\"body\":[}"))
                .isInstanceOf(Frames.Violation.class);
    }
}
