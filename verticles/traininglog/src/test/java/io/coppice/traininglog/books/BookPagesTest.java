package io.coppice.traininglog.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import io.coppice.traininglog.database.StoredBooks;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages with a database that answers when the test says, and a client that takes when it says. */
class BookPagesTest {

    private static final UserName ALICE = new UserName("alice");

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Message<JsonObject>> reads = new LinkedBlockingQueue<>();
    private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
    private final BookPages pages = new BookPages(new StoredBooks(vertx, "/some"));

    private record Taken(Buffer rows, Promise<Void> done) {}

    @BeforeEach
    void start() {
        vertx.eventBus().<JsonObject>localConsumer("a.reader", reads::add);
        vertx.eventBus()
                .<JsonObject>localConsumer(
                        "traininglog.database.pool",
                        request ->
                                request.reply(new JsonObject().put("lease", 1).put("worker", "a.reader")));
    }

    @AfterEach
    void stop() throws TimeoutException {
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    private Future<Void> take(Buffer rows) {
        Promise<Void> done = Promise.promise();
        taken.add(new Taken(rows, done));
        return done.future();
    }

    @Test
    void thePageAfterIsReadWhenThisOneIsTaken() throws Exception {
        Future<Void> csv = pages.csv(ALICE, this::take);
        Message<JsonObject> first = next(reads);
        assertThat(first.body().getLong("above")).isZero();
        first.reply(page("csv", "one\n").put("next", 17));
        Taken one = next(taken);
        assertThat(reads).as("one page is held, and no other is read meanwhile").isEmpty();

        one.done().complete();
        Message<JsonObject> second = next(reads);
        assertThat(second.body().getLong("above")).isEqualTo(17);
        second.reply(page("csv", "two\n"));
        next(taken).done().complete();

        csv.await(5, TimeUnit.SECONDS);
        assertThat(reads).isEmpty();
    }

    @Test
    void aClientThatIsGoneEndsIt() throws Exception {
        Future<Void> csv = pages.csv(ALICE, this::take);
        next(reads).reply(page("csv", "one\n").put("next", 17));
        next(taken).done().fail("gone");

        assertThatThrownBy(() -> csv.await(5, TimeUnit.SECONDS)).hasMessage("gone");
        assertThat(reads).isEmpty();
    }

    @Test
    void aWholeBookIsJsonAlsoWhereItComesInPages() throws Exception {
        Buffer all = Buffer.buffer();
        Future<Void> json = pages.json(ALICE, rows -> {
            all.appendBuffer(rows);
            return Future.succeededFuture();
        });
        next(reads).reply(page("logs", "{\"rep\":\"3\"},{\"rep\":\"2\"}").put("next", 2));
        next(reads).reply(page("logs", "{\"rep\":\"1\"}"));

        json.await(5, TimeUnit.SECONDS);
        assertThat(all.toString())
                .isEqualTo("{\"username\":\"alice\",\"logs\":[{\"rep\":\"3\"},{\"rep\":\"2\"},{\"rep\":\"1\"}]}");
    }

    @Test
    void aPageThatCannotBeReadFails() throws Exception {
        Future<Void> json = pages.json(ALICE, rows -> Future.succeededFuture());
        Failure.FAILED.reply(next(reads), "planted");

        assertThatThrownBy(() -> json.await(5, TimeUnit.SECONDS)).hasMessageContaining("planted");
    }

    private static JsonObject page(String key, String rows) {
        return new JsonObject().put(key, Buffer.buffer(rows)).put("count", 1);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(5, TimeUnit.SECONDS));
    }
}
