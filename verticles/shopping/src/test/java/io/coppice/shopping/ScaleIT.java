package io.coppice.shopping;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.shopping.service.SessionService;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many sessions on one node: 2,000, or as many as {@code -Dshopping.sessions} says, with what they take on stdout. */
class ScaleIT {

    private static final int SESSIONS = Integer.getInteger("shopping.sessions", 2_000);
    private static final int AT_A_TIME = 200;

    @TempDir
    Path data;

    @Test
    void many_sessions_run_side_by_side() {
        try (RunningShop shop = new RunningShop(data, 3_600)) {
            long before = used();
            long start = System.nanoTime();
            each(shop, "start", new JsonObject().put("domain", "shop.example").put("landing_page", "/"));
            long started = System.nanoTime();
            long after = used();
            each(shop, "add", new JsonObject().put("item", "tea").put("price", "4.50"));
            long added = System.nanoTime();
            assertThat(RunningShop.get(Supervision.of(shop.vertx)
                                    .supervisor("/shopping/sessions")
                                    .orElseThrow()
                                    .countChildren())
                            .active())
                    .isEqualTo(SESSIONS);
            assertThat(shop.ask("GET", "/sessions/s" + (SESSIONS - 1), "").getString("total"))
                    .isEqualTo("4.50");
            System.out.printf(
                    "%d sessions: started in %.1f s (%.0f us each), %d bytes each, an item each in %.1f s%n",
                    SESSIONS,
                    (started - start) / 1e9,
                    (started - start) / 1e3 / SESSIONS,
                    (after - before) / SESSIONS,
                    (added - started) / 1e9);
        }
    }

    private static void each(RunningShop shop, String action, JsonObject request) {
        DeliveryOptions patient = new DeliveryOptions().setSendTimeout(60_000);
        for (int first = 0; first < SESSIONS; first += AT_A_TIME) {
            List<Future<?>> asked = new ArrayList<>();
            for (int i = first; i < Math.min(SESSIONS, first + AT_A_TIME); i++) {
                JsonObject message = request.copy().put("action", action).put("key", "s" + i);
                asked.add(shop.vertx.eventBus().request(SessionService.ADDRESS, message, patient));
            }
            RunningShop.get(Future.all(asked));
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
