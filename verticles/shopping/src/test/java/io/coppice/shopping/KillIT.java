package io.coppice.shopping;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of process is killed while clients shop: what was acknowledged is in the sale, and there is one. */
class KillIT {

    private static final int SESSIONS = 4;
    private static final int ADDITIONS = 60;

    @TempDir
    Path data;

    /** What a client was told. */
    private static final class Told {
        private final AtomicInteger added = new AtomicInteger();
        private final AtomicInteger doubtful = new AtomicInteger();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/shopping/sessions/s0",
                "/shopping/sessions",
                "/shopping/service",
                "/shopping/web",
                "/shopping/database/writer",
                "/shopping/database/pool",
                "/shopping/database/readers",
                "/shopping/database",
                "/shopping"
            })
    void nothing_acknowledged_is_lost_and_nothing_is_sold_twice(String path) throws Exception {
        List<Told> told = new ArrayList<>();
        ExecutorService clients = Executors.newFixedThreadPool(SESSIONS);
        try (RunningShop shop = new RunningShop(data, 600)) {
            List<Future<?>> shopping = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                String key = "s" + i;
                Told client = new Told();
                told.add(client);
                shop.ask("POST", "/sessions", "{'key':'" + key + "'}");
                shopping.add(clients.submit(() -> add(shop, key, client)));
            }
            for (int kill = 1; kill <= 3; kill++) {
                int enough = kill * SESSIONS * ADDITIONS / 8;
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() -> count(told) >= enough || shopping.stream().allMatch(Future::isDone));
                Supervision.of(shop.vertx).child(path).ifPresent(child -> child.exit(ExitReason.crashed("planted")));
            }
            for (Future<?> client : shopping) {
                client.get(120, TimeUnit.SECONDS);
            }
            for (int i = 0; i < SESSIONS; i++) {
                JsonObject sale = checkout(shop, "s" + i);
                int sold = sale.getJsonArray("items").getJsonObject(0).getInteger("quantity");
                assertThat(sold)
                        .as(
                                "%s of s%d, with %d doubtful",
                                path, i, told.get(i).doubtful.get())
                        .isBetween(
                                told.get(i).added.get(),
                                told.get(i).added.get() + told.get(i).doubtful.get());
                assertThat(checkout(shop, "s" + i)).isEqualTo(sale);
            }
            assertThat(count(told)).isGreaterThan(SESSIONS * ADDITIONS / 5);
        } finally {
            clients.shutdownNow();
        }
    }

    private static int count(List<Told> told) {
        return told.stream().mapToInt(client -> client.added.get()).sum();
    }

    private static void add(RunningShop shop, String key, Told told) {
        for (int i = 0; i < ADDITIONS; i++) {
            try {
                HttpResponse<String> response =
                        shop.send("POST", "/sessions/" + key + "/items", "{'item':'tea','price':1}");
                if (response.statusCode() == 200) {
                    told.added.incrementAndGet();
                } else if (response.statusCode() != 503) {
                    told.doubtful.incrementAndGet();
                }
            } catch (UncheckedIOException failed) {
                if (failed.getCause() instanceof ConnectException) {
                    // Nothing was sent. Or all additions would be over before the server listens again.
                    i--;
                    Thread.onSpinWait();
                } else {
                    told.doubtful.incrementAndGet();
                }
            }
        }
    }

    /** Until it is answered, as a client would. */
    private static JsonObject checkout(RunningShop shop, String key) {
        return Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .ignoreExceptionsMatching(UncheckedIOException.class::isInstance)
                .until(() -> shop.send("POST", "/sessions/" + key + "/checkout", ""), sale -> sale.statusCode() == 200)
                .body()
                .transform(JsonObject::new);
    }
}
