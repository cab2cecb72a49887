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
import io.coppice.traininglog.database.StoredBooks.StoredBook;
import io.coppice.traininglog.database.Writer;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
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
        LoadedBook loaded =
                new LoadedBook(server, Book.of(ALICE, MOST_LOGS, new StoredBook(0, 0, Optional.of(Buffer.buffer()))));
        BookSettings settings = new BookSettings(Duration.ofSeconds(60), MOST_LOGS, MOST_LOGS);
        BookWriter writer =
                new BookWriter(vertx, ALICE, settings, loaded, 0, new StoredBooks(vertx, "/some"), new Requests(vertx));
        vertx.eventBus()
                .<JsonObject>localConsumer(
                        "a.book",
                        post -> writer.record(
                                post,
                                IntStream.rangeClosed(1, post.body().getInteger("entries"))
                                        .mapToObj(i -> new TrainingEntry(Movement.SQUAT, "1", String.valueOf(i)))
                                        .toList()));
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

    @Test
    void entriesOfOnePostGoTogetherAndAreAllInOrNone() throws Exception {
        Future<Message<JsonObject>> group = post(2);
        Message<JsonObject> written = next(writes);
        assertThat(written.body().getString("action")).isEqualTo("record_all");
        assertThat(weights(written)).containsExactly("1", "2");
        Future<Message<JsonObject>> single = post(1);
        Message<JsonObject> second = next(writes);
        assertThat(second.body().getInteger("number")).isEqualTo(3);
        assertFails(post(1), Failure.FULL);
        Failure.NOT_WRITABLE.reply(written, "the disk is full");
        second.reply(new JsonObject());

        assertFails(group, Failure.NOT_WRITABLE);
        assertThat(get(single).body()).isEqualTo(new JsonObject().put("count", 1));
    }

    @Test
    void aGroupThatIsTooLongForTheBookIsRefusedWhole() throws Exception {
        assertFails(post(MOST_LOGS + 1), Failure.FULL);

        assertThat(writes).isEmpty();
    }

    @Test
    void ofAGroupOnlyWhatIsNotKeptIsWrittenAgain() throws Exception {
        Future<Message<JsonObject>> group = post(2);
        next(writes).reply(new JsonObject().put("taken", new JsonArray().add(0)));
        answerRead(2);
        Message<JsonObject> again = next(writes);
        assertThat(again.body().getInteger("number")).isEqualTo(3);
        assertThat(again.body().getString("weight")).isEqualTo("1");
        again.reply(new JsonObject());

        assertThat(get(group).body()).isEqualTo(new JsonObject().put("count", 3));
    }

    @Test
    void aGroupOfWhichAPartIsKeptIsNotCalledUndone() throws Exception {
        Future<Message<JsonObject>> group = post(2);
        next(writes).reply(new JsonObject().put("taken", new JsonArray().add(0)));
        Failure.FAILED.reply(next(reads), "planted");

        assertFails(group, Failure.UNKNOWN_OUTCOME);
    }

    private static List<Object> weights(Message<JsonObject> request) {
        return request.body().getJsonArray("entries").stream()
                .map(entry -> ((JsonObject) entry).getValue("weight"))
                .toList();
    }

    private Future<Message<JsonObject>> post() {
        return post(1);
    }

    private Future<Message<JsonObject>> post(int entries) {
        return vertx.eventBus().request("a.book", new JsonObject().put("entries", entries));
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
