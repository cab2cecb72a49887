package io.coppice.kv.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BucketNamesTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void ofWhatARegistryThatIsAskedWithoutAMessageDoesNotAnswerNobodyKnowsHowItWent() {
        ReplyException told = failureOfCreate(Promise.<Void>promise().future());

        assertThat(told.failureCode()).isEqualTo(BusServer.UNAVAILABLE);
        assertThat(told).hasMessage("the registry does not answer; fruit may have been changed or not");
    }

    @Test
    void whatItRefusesIsToldInItsWords() {
        ReplyException told = failureOfCreate(Future.failedFuture(BusServer.failure(BusServer.BAD_REQUEST, "not now")));

        assertThat(told.failureCode()).isEqualTo(BusServer.BAD_REQUEST);
        assertThat(told).hasMessage("not now");
    }

    private ReplyException failureOfCreate(Future<Void> answer) {
        Shortcut.of(vertx).open(new Shortcut.Maker() {
            @Override
            public boolean isUp() {
                return true;
            }

            @Override
            public Future<?> create(String name) {
                return answer;
            }
        });
        CompletableFuture<Boolean> created = new CompletableFuture<>();
        // The way without a message is for event loops.
        vertx.runOnContext(v -> new BucketNames(vertx, 1).create("fruit").onComplete(done -> {
            if (done.succeeded()) {
                created.complete(done.result());
            } else {
                created.completeExceptionally(done.cause());
            }
        }));
        CompletionException failed = assertThrows(
                CompletionException.class,
                () -> created.orTimeout(10, TimeUnit.SECONDS).join());
        return assertInstanceOf(ReplyException.class, failed.getCause());
    }
}
