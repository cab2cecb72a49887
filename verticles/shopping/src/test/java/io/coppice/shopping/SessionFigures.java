package io.coppice.shopping;

import io.coppice.shopping.service.SessionService;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a session costs: {@code bench/lists} runs it beside Elixir; it asserts nothing. */
final class SessionFigures {

    private static final int AT_A_TIME = 200;
    private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(60_000);

    private SessionFigures() {}

    /** Argument: the number of sessions. Prints how many are started a second, durably, and the bytes of memory of each. */
    public static void main(String[] args) throws Exception {
        int sessions = Integer.parseInt(args[0]);
        Path data = Files.createTempDirectory("shopping-figures");
        try (RunningShop shop = new RunningShop(data, 3_600)) {
            start(shop, "warm-up-", 2_000);
            long before = used();
            long from = System.nanoTime();
            start(shop, "s", sessions);
            long nanos = System.nanoTime() - from;
            System.out.printf("session-start %d%n", sessions * 1_000_000_000L / nanos);
            System.out.printf("session-bytes %d%n", (used() - before) / sessions);
        }
    }

    private static void start(RunningShop shop, String prefix, int sessions) {
        for (int first = 0; first < sessions; first += AT_A_TIME) {
            List<Future<?>> asked = new ArrayList<>();
            for (int i = first; i < Math.min(sessions, first + AT_A_TIME); i++) {
                JsonObject request = new JsonObject()
                        .put("action", "start")
                        .put("key", prefix + i)
                        .put("domain", "shop.example")
                        .put("landing_page", "/");
                asked.add(shop.vertx.eventBus().request(SessionService.ADDRESS, request, PATIENT));
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
