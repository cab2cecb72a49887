package io.coppice.traininglog.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.component.bus.Failure;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.web.CsvImport.Limits;
import io.coppice.traininglog.web.CsvImport.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Imports that end before their end: what is said to be in the book is in it. */
class CsvImportTest {

    private static final String HEADER = "movement_name,rep,weight\n";
    private static final Limits LONG = new Limits(1_000_000, Duration.ofMinutes(1));

    private final Vertx vertx = Vertx.vertx();
    private final List<TrainingEntry> written = new CopyOnWriteArrayList<>();
    private final Promise<Result> ended = Promise.promise();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    private Future<Void> write(List<TrainingEntry> group) {
        written.addAll(group);
        return Future.succeededFuture();
    }

    /** A post to an import with these limits; its body is still to be sent. */
    private HttpClientRequest post(Limits limits, Function<List<TrainingEntry>, Future<Void>> book) throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> new CsvImport(vertx, request, book, limits, (imported, bytes) -> {})
                        .run()
                        .onComplete(done -> {
                            ended.handle(done);
                            request.response().end();
                        }))
                .listen(0, "127.0.0.1")
                .await(20, SECONDS);
        return vertx.createHttpClient()
                .request(HttpMethod.POST, server.actualPort(), "127.0.0.1", "/")
                .await(20, SECONDS)
                .setChunked(true);
    }

    private static String lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "squat,5," + i + "\n").collect(Collectors.joining());
    }

    private Result result() throws Exception {
        return ended.future().await(20, SECONDS);
    }

    @Test
    void ofABodyThatIsTooLongAllBeforeTheLineIsInTheBook() throws Exception {
        HttpClientRequest post = post(new Limits(1_000, Duration.ofMinutes(1)), this::write);

        post.write(HEADER + lines(200));

        Result refused = result();
        // How much of it came at once nobody knows.
        assertThat(written).hasSizeGreaterThan(50);
        assertThat(refused)
                .isEqualTo(new Result(
                        written.size(), written.size() + 2, 413, "the body must not be longer than 1000 bytes"));
    }

    @Test
    void whoSendsTooSlowlyHoldsNobodyUpAndLosesNothing() throws Exception {
        HttpClientRequest post = post(new Limits(1_000_000, Duration.ofMillis(300)), this::write);

        post.write(HEADER + lines(3) + "squat,");

        assertThat(result().status()).isEqualTo(408);
        assertThat(result().imported()).isEqualTo(3);
        assertThat(result().line()).isEqualTo(5);
        assertThat(written).hasSize(3);
    }

    @Test
    void whereNothingWasWrittenItSaysSo() throws Exception {
        HttpClientRequest post = post(
                LONG, group -> Future.failedFuture(Failure.UNAVAILABLE.exception("the writer is being restarted")));

        post.end(HEADER + lines(2));

        assertThat(result()).isEqualTo(new Result(0, 2, 503, "line 2: the writer is being restarted"));
    }

    @Test
    void whereNobodyKnowsItSaysWhichLines() throws Exception {
        HttpClientRequest post = post(LONG, group -> Future.failedFuture("it is gone"));

        post.end(HEADER + lines(2));

        assertThat(result())
                .isEqualTo(
                        new Result(0, 2, 504, "lines 2 to 3: whether they are in the book is not known: it is gone"));
    }
}
