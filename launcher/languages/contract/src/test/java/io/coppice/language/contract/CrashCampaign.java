package io.coppice.language.contract;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.coppice.language.contract.EchoGuest.Crash;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** One child in each language under one supervisor, and a client of each, which crashes it again and again. */
final class CrashCampaign {

    private static final int LOOP_LIMIT_MILLIS = 5000;

    /** Vert.x warns of each message that it discards; here their senders must learn of it. */
    private static final Logger DISCARDS =
            (Logger) LoggerFactory.getLogger("io.vertx.core.eventbus.impl.MessageConsumerImpl");

    private final Map<String, Integer> crashed = new ConcurrentHashMap<>();
    private final Map<String, Integer> restarted = new ConcurrentHashMap<>();

    /**
     * What it found.
     *
     * @param planned how often each child was told to crash, by its path
     * @param crashed how often it did
     * @param restarted how often it was started again
     */
    record Outcome(
            Map<EchoGuest, CrashFindings> findings,
            Map<String, Integer> planned,
            Map<String, Integer> crashed,
            Map<String, Integer> restarted) {}

    /**
     * Runs it, and closes all that it opened.
     *
     * @param folder an empty one, for the plugins
     * @param config that of all children
     * @param limit on the whole of it
     */
    Outcome run(
            Path folder,
            JsonObject config,
            Map<EchoGuest, List<Crash>> plan,
            Duration patience,
            Duration limit,
            long seed)
            throws Exception {
        EchoGuest.copyTo(folder);
        SupervisorSpec tireless = SupervisorSpec.ofDynamic().withWindow(Integer.MAX_VALUE, Duration.ofSeconds(1));
        DISCARDS.setLevel(Level.OFF);
        try (GuestTree tree = new GuestTree(folder, Vertx.vertx(), tireless)) {
            listen(tree.vertx);
            plan.keySet().forEach(guest -> {
                // The first of a language takes its time.
                tree.start(guest.address(), guest.start(), limited(config, guest, 0));
                tree.terminate(guest.address());
                tree.start(guest.address(), guest.start(), limited(config, guest, LOOP_LIMIT_MILLIS));
            });
            Map<EchoGuest, CrashClient> clients = new EnumMap<>(EchoGuest.class);
            plan.forEach((guest, crashes) -> clients.put(guest, new CrashClient(guest, crashes, patience, seed)));
            clients.values().forEach(client -> GuestTree.get(tree.vertx.deployVerticle(client)));
            Future.all(clients.values().stream().map(CrashClient::done).toList())
                    .await(limit.toSeconds(), TimeUnit.SECONDS);
            Map<EchoGuest, CrashFindings> findings = new EnumMap<>(EchoGuest.class);
            clients.forEach((guest, client) -> findings.put(guest, client.done().result()));
            Map<String, Integer> planned = planned(plan);
            await("as many restarts as crashes").atMost(GuestTree.PATIENCE).until(() -> restarted.equals(planned));
            return new Outcome(findings, planned, crashed, restarted);
        } finally {
            DISCARDS.setLevel(null);
        }
    }

    private static JsonObject limited(JsonObject config, EchoGuest guest, int millis) {
        return guest == EchoGuest.JAVA
                ? config
                : config.copy().put("guest", new JsonObject().put("time_limit", millis));
    }

    private void listen(Vertx vertx) {
        Supervision.of(vertx).listen(event -> {
            if (event.kind() == EventKind.CRASHED) {
                crashed.merge(event.path(), 1, Integer::sum);
            } else if (event.kind() == EventKind.RESTARTED) {
                restarted.merge(event.path(), 1, Integer::sum);
            }
        });
    }

    private static Map<String, Integer> planned(Map<EchoGuest, List<Crash>> plan) {
        Map<String, Integer> planned = new HashMap<>();
        plan.forEach((guest, crashes) -> {
            if (!crashes.isEmpty()) {
                planned.put("/" + guest.address(), crashes.size());
            }
        });
        return planned;
    }
}
