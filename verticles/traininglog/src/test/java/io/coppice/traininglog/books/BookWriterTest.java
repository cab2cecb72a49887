package io.coppice.traininglog.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.coppice.traininglog.database.StoredBooks;
import io.coppice.traininglog.database.Writer;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A book's writer, with a database that answers when and what the test says. */
class BookWriterTest {

    private static final UserName ALICE = new UserName("alice");
    private static final int MOST_LOGS = 3;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Message<JsonObject>> writes = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message<JsonObject>> reads = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws TimeoutException {
        get(Supervisor.start(
                vertx,
                SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, ChildSpec.of("some", SupervisorSpec.ofDynamic()))));
        Child server = Supervision.of(vertx).child("/some").orElseThrow();
        vertx.eventBus().<JsonObject>localConsumer(Writer.ADDRESS, writes::add);
        vertx.eventBus().<JsonObject>localConsumer("a.reader", reads::add);
        vertx.eventBus()
                .<JsonObject>localConsumer(
                        "traininglog.database.pool",
                        request ->
                                request.reply(new JsonObject().put("lease", 1).put("worker", "a.reader")));
        LoadedBook loaded = new LoadedBook(server, Book.of(ALICE, 0, Buffer.buffer()));
        BookWriter writer = new BookWriter(
                vertx, ALICE, MOST_LOGS, loaded, 0, new StoredBooks(vertx, "/some"), new Requests(vertx));
        TrainingEntry entry = new TrainingEntry(Movement.SQUAT, "1", "1");
        vertx.eventBus().<JsonObject>localConsumer("a.book", post -> writer.record(post, entry));
    }

    @AfterEach
    void stop() throws TimeoutException {
        get(vertx.close());
    }

    @Test
    void aPostIsAnsweredWhenThePageShowsItAlsoWhenItWasOvertaken() throws Exception {
        Future<Message<JsonObject>> first = post();
        Message<JsonObject> written = next(writes);
        Future<Message<JsonObject>> second = post();
        next(writes).reply(new JsonObject());
        assertThat(get(second).body()).isEqualTo(new JsonObject().put("count", 1));
        written.reply(new JsonObject());
        answerRead(2);

        assertThat(get(first).body()).isEqualTo(new JsonObject().put("count", 2));
    }

    @Test
    void aNumberThatIsTakenIsReasonToReadAgainAndToTryAgainWithinABound() throws Exception {
        Future<Message<JsonObject>> post = post();
        for (int tries = 0; tries < BookWriter.MOST_TRIES; tries++) {
            Failure.TAKEN.reply(next(writes), "taken");
            answerRead(2);
        }

        assertFails(post, Failure.TAKEN);
        Future<Message<JsonObject>> next = post();
        Message<JsonObject> third = next(writes);
        assertThat(third.body().getInteger("number")).isEqualTo(3);
        third.reply(new JsonObject());
        assertThat(get(next).body()).isEqualTo(new JsonObject().put("count", 3));
    }

    @Test
    void whatWaitsCountsTowardsTheMostLogs() throws Exception {
        post();
        Failure.TAKEN.reply(next(writes), "taken");
        Message<JsonObject> read = next(reads);
        post();
        post();

        assertFails(post(), Failure.FULL);
        read.reply(book(1));
    }

    @Test
    void whatWaitedIsRefusedWhenTheBookTurnsOutToBeFull() throws Exception {
        Future<Message<JsonObject>> post = post();
        Failure.TAKEN.reply(next(writes), "taken");
        answerRead(MOST_LOGS);

        assertFails(post, Failure.FULL);
    }

    private Future<Message<JsonObject>> post() {
        return vertx.eventBus().request("a.book", new JsonObject());
    }

    private void answerRead(int count) throws InterruptedException {
        next(reads).reply(book(count));
    }

    private static JsonObject book(int count) {
        return new JsonObject().put("last", count).put("count", count).put("logs", Buffer.buffer("{}"));
    }

    private static void assertFails(Future<?> post, Failure failure) {
        assertThatThrownBy(() -> get(post))
                .isInstanceOfSatisfying(
                        ReplyException.class, e -> assertThat(Failure.of(e)).contains(failure));
    }

    private static Message<JsonObject> next(BlockingQueue<Message<JsonObject>> queue) throws InterruptedException {
        Message<JsonObject> message = queue.poll(5, TimeUnit.SECONDS);
        return Objects.requireNonNull(message);
    }

    private static <T> T get(Future<T> future) throws TimeoutException {
        return future.await(5, TimeUnit.SECONDS);
    }
}
