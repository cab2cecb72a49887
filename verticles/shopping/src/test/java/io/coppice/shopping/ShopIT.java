package io.coppice.shopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Supervision;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions from their start to their end, over HTTP and over the event bus. */
class ShopIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    @Test
    void a_session_from_its_start_to_its_sale() {
        try (RunningShop shop = new RunningShop(data, 600)) {
            HttpResponse<String> begun =
                    shop.send("POST", "/sessions", "{'key':'alice','domain':'shop.example','landing_page':'/'}");
            assertThat(begun.statusCode()).isEqualTo(201);
            String id = new JsonObject(begun.body()).getString("id");
            assertThat(new JsonObject(begun.body()).getString("ip")).isEqualTo("127.0.0.1");
            shop.ask("POST", "/sessions/alice/pages", "{'page':'/tea'}");
            shop.ask("POST", "/sessions/alice/items", "{'item':'green tea','price':4.5,'quantity':2}");
            shop.ask("POST", "/sessions/alice/items", "{'item':'cup','price':10}");
            shop.ask("PUT", "/sessions/alice/items/green%20tea", "{'quantity':3}");
            shop.ask("DELETE", "/sessions/alice/items/cup", "");
            shop.ask("POST", "/sessions/alice/discounts", "{'code':'SPRING','percent':10}");
            assertThat(shop.ask("GET", "/sessions/alice", "").getString("total"))
                    .isEqualTo("12.15");

            JsonObject sale = shop.ask("POST", "/sessions/alice/checkout", "");
            assertThat(sale.getString("id")).isEqualTo(id);
            assertThat(sale.getString("total")).isEqualTo("12.15");
            assertThat(sale.getJsonArray("logs").stream().map(event -> ((JsonObject) event).getString("event")))
                    .containsExactly("start", "visit", "add", "add", "change", "remove", "discount", "checkout");

            assertThat(shop.ask("POST", "/sessions/alice/checkout", "")).isEqualTo(sale);
            assertThat(shop.ask("GET", "/sales/alice", "")).isEqualTo(sale);
            assertThat(shop.send("GET", "/sessions/alice", "").statusCode()).isEqualTo(404);
            await().atMost(PATIENCE)
                    .until(() -> Supervision.of(shop.vertx)
                            .child("/shopping/sessions/alice")
                            .isEmpty());
            assertThat(Supervision.of(shop.vertx).crashes(10)).isEmpty();
            // The name is free again, for another session.
            assertThat(shop.ask("POST", "/sessions", "{'key':'alice'}").getString("id"))
                    .isNotEqualTo(id);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST | /sessions | {'key':'two words'} | 400 | \"key\" must be a plain word",
                "POST | /sessions | [] | 400 | the body must be a JSON object",
                "POST | /sessions | {'key':'bob'} | 409 | there is a session named bob already",
                "POST | /sessions/bob/checkout | {} | 409 | the cart of bob is empty",
                "DELETE | /sessions/bob/items/tea | {} | 404 | the cart of bob has no tea",
                "GET | /sessions/nobody | {} | 404 | there is no session named nobody",
                "POST | /sessions/nobody/checkout | {} | 404 | neither a session nor a sale named nobody",
                "PUT | /sessions/bob | {} | 405 | this path knows GET only",
            })
    void what_is_refused_is_told(String method, String path, String body, int status, String error) {
        try (RunningShop shop = new RunningShop(data, 600)) {
            shop.ask("POST", "/sessions", "{'key':'bob'}");
            HttpResponse<String> response = shop.send(method, path, body);
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(new JsonObject(response.body()).getString("error")).contains(error);
            assertThat(Supervision.of(shop.vertx).crashes(10)).isEmpty();
        }
    }

    @Test
    void a_session_in_which_nothing_happens_expires() {
        try (RunningShop shop = new RunningShop(data, 1)) {
            shop.ask("POST", "/sessions", "{'key':'idle'}");
            await().atMost(PATIENCE)
                    .until(() -> Supervision.of(shop.vertx)
                            .child("/shopping/sessions/idle")
                            .isEmpty());
            assertThat(shop.send("GET", "/sessions/idle", "").statusCode()).isEqualTo(404);
            assertThat(Supervision.of(shop.vertx).crashes(10)).isEmpty();
        }
    }

    @Test
    void a_session_that_has_expired_is_not_sold_though_an_earlier_one_of_its_name_was() {
        try (RunningShop shop = new RunningShop(data, 1)) {
            shop.ask("POST", "/sessions", "{'key':'alice'}");
            shop.ask("POST", "/sessions/alice/items", "{'item':'tea','price':1}");
            JsonObject sale = shop.ask("POST", "/sessions/alice/checkout", "");
            assertThat(shop.ask("POST", "/sessions/alice/checkout", "")).isEqualTo(sale);
            shop.ask("POST", "/sessions", "{'key':'alice'}");
            await().atMost(PATIENCE)
                    .until(() -> shop.send("GET", "/sessions/alice", "").statusCode() == 404);
            assertThat(shop.send("POST", "/sessions/alice/checkout", "").statusCode())
                    .isEqualTo(404);
            assertThat(shop.ask("GET", "/sales/alice", "")).isEqualTo(sale);
        }
    }

    @Test
    void a_session_is_back_after_the_end_of_the_node_and_expires_though_nobody_asks_for_it() {
        try (RunningShop shop = new RunningShop(data, 600)) {
            shop.ask("POST", "/sessions", "{'key':'alice'}");
            shop.ask("POST", "/sessions/alice/items", "{'item':'tea','price':1}");
            shop.ask("POST", "/sessions", "{'key':'gone'}");
        }
        try (RunningShop shop = new RunningShop(data, 600)) {
            assertThat(shop.ask("GET", "/sessions/alice", "").getString("total"))
                    .isEqualTo("1.00");
        }
        try (RunningShop shop = new RunningShop(data, 1)) {
            await().atMost(PATIENCE)
                    .until(() ->
                            shop.send("POST", "/sessions", "{'key':'gone'}").statusCode() == 201);
        }
    }
}
