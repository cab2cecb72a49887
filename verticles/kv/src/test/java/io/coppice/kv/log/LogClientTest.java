package io.coppice.kv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import io.coppice.supervision.nodes.StoredMap;
import io.coppice.supervision.nodes.Write;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogClientTest {

    private static final LogPosition FROM = new LogPosition(3, 5);
    private static final LogPosition NEXT = new LogPosition(4, 0);
    private static final int PAGES = 5_000;

    private final Vertx vertx = Vertx.vertx();
    private final LogClient client = new LogClient(vertx, "a", 61);

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static byte[] key(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void any_number_of_pages_is_read() {
        vertx.eventBus().<JsonObject>consumer(LogClient.ADDRESS, message -> {
            byte[] after = message.body().getBinary("after_key");
            int number = after == null ? 0 : Integer.parseInt(new String(after, StandardCharsets.UTF_8)) + 1;
            JsonObject row = new JsonObject()
                    .put("map", 7L)
                    .put("name", key(0))
                    .put("version", 1L)
                    .put("key", key(number))
                    .put("value", key(number))
                    .put("entry_version", 1L)
                    .put("expires", Write.NEVER);
            message.reply(new JsonObject().put("rows", new JsonArray().add(row)).put("more", number < PAGES - 1));
        });
        List<StoredMap> maps = get(client.read("a", 0, FROM));
        assertThat(maps)
                .singleElement()
                .satisfies(map -> assertThat(map.entries()).hasSize(PAGES));
    }

    @Test
    void what_is_installed_goes_in_pieces_of_which_the_last_is_told() {
        List<String> pieces = new ArrayList<>();
        vertx.eventBus().<JsonObject>consumer(LogClient.ADDRESS, message -> {
            JsonObject body = message.body();
            Changes changes = (Changes) body.getValue("changes");
            pieces.add(body.getBoolean("first") + " " + body.getBoolean("last") + " "
                    + changes.writes().size());
            message.reply(new JsonObject());
        });
        Write write = Write.put(key(0), key(1), new byte[Pieces.BYTES / 2], 1, Write.NEVER);
        get(client.install(0, FROM, NEXT, Collections.nCopies(5, write)));
        get(client.install(0, FROM, NEXT, List.of()));
        assertThat(pieces).containsExactly("true false 2", "false false 2", "false true 1", "true true 0");
    }

    @Test
    void a_piece_that_is_refused_is_the_last_that_is_sent() {
        List<Object> pieces = new ArrayList<>();
        vertx.eventBus().<JsonObject>consumer(LogClient.ADDRESS, message -> {
            pieces.add(message.body());
            Failure.TAKEN.reply(message, "the log is further");
        });
        Write write = Write.put(key(0), key(1), new byte[Pieces.BYTES], 1, Write.NEVER);
        assertThatThrownBy(() -> get(client.install(0, FROM, NEXT, Collections.nCopies(5, write))))
                .hasMessageContaining("the log is further");
        assertThat(pieces).hasSize(1);
    }

    @Test
    void other_nodes_are_told_what_they_may_ask_for_whatever_they_ask() {
        get(LogClient.open(vertx, "a"));
        for (Object body : List.of(new JsonObject().put("action", 5), new JsonObject().put("action", "begin"), "")) {
            assertThatThrownBy(() -> get(vertx.eventBus().request(LogClient.ADDRESS + ".a", body)))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            ReplyException.class,
                            refused -> assertThat(refused.failureCode()).isEqualTo(Failure.BAD_REQUEST.code()));
        }
    }
}
