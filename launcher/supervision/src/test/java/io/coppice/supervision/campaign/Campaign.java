package io.coppice.supervision.campaign;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Four supervisors, one of each strategy and a dynamic one, each with five cells and a killer of its own, and clients that
 * ask all cells without a pause.
 */
final class Campaign {

    private static final int CELLS = 5;
    private static final int CLIENTS = 8;
    private static final List<String> SUPERVISORS = List.of("one", "all", "rest", "dynamic");

    /** Vert.x warns of each message that it discards; here their senders must learn of it. */
    private static final Logger DISCARDS = Logger.getLogger("io.vertx.core.eventbus.impl.MessageConsumerImpl");

    private final Vertx vertx = Vertx.vertx();
    private final Cell.Fault fault;
    private final Duration patience;
    private final Client.Findings findings = new Client.Findings();
    private final Map<String, AtomicInteger> starts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> kills = new ConcurrentHashMap<>();
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();
    private final Events events = new Events();
    private final AtomicInteger done = new AtomicInteger();

    /** @param patience after this a request has hung */
    Campaign(Cell.Fault fault, Duration patience) {
        this.fault = fault;
        this.patience = patience;
    }

    // For the cells and the killers

    Vertx vertx() {
        return vertx;
    }

    Cell.Fault fault() {
        return fault;
    }

    /** How often the cell has been started. */
    AtomicInteger starts(String path) {
        return starts.computeIfAbsent(path, p -> new AtomicInteger());
    }

    Hold newHold(String path) {
        Hold hold = new Hold();
        holds.put(path, hold);
        return hold;
    }

    Hold hold(String path) {
        return Optional.ofNullable(holds.get(path)).orElseThrow();
    }

    void killed(String path, Kill way) {
        kills.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
        int so = done.incrementAndGet();
        if (so % 1000 == 0) {
            System.out.println(
                    "campaign: " + so + " kills, " + findings.answers + " answers, the last " + way + " " + path);
        }
    }

    /** Runs it, and closes all that it opened. */
    Outcome run(int count, long seed) throws Exception {
        List<Client> clients = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(SUPERVISORS.size());
        try {
            DISCARDS.setLevel(Level.OFF);
            Supervision.of(vertx).listen(events::add);
            startTree();
            clients.addAll(startClients(seed));
            List<java.util.concurrent.Future<?>> killers = new ArrayList<>();
            for (int i = 0; i < SUPERVISORS.size(); i++) {
                Killer killer = new Killer(this, paths(SUPERVISORS.get(i)), seed + i);
                int share = count / SUPERVISORS.size() + (i < count % SUPERVISORS.size() ? 1 : 0);
                killers.add(threads.submit(() -> killer.kill(share)));
            }
            for (java.util.concurrent.Future<?> killer : killers) {
                killer.get(30, TimeUnit.MINUTES);
            }
            events.awaitRestarts(expectedRestarts());
            get(Future.join(clients.stream().map(Client::finish).toList()));
            return new Outcome(findings, events, expectedKills(), expectedRestarts(), starts);
        } finally {
            threads.shutdownNow();
            // Or they would ask on and on while it is closed.
            clients.forEach(Client::finish);
            get(vertx.close());
            DISCARDS.setLevel(null);
        }
    }

    private void startTree() {
        SupervisorSpec root = SupervisorSpec.of(
                RestartStrategy.ONE_FOR_ONE,
                ChildSpec.of("one", supervisor(RestartStrategy.ONE_FOR_ONE, "one")),
                ChildSpec.of("all", supervisor(RestartStrategy.ONE_FOR_ALL, "all")),
                ChildSpec.of("rest", supervisor(RestartStrategy.REST_FOR_ONE, "rest")),
                ChildSpec.of("dynamic", tireless(SupervisorSpec.ofDynamic())));
        get(Supervisor.start(vertx, root));
        Supervisor dynamic = Supervision.of(vertx).supervisor("/dynamic").orElseThrow();
        paths("dynamic").forEach(path -> get(dynamic.startChild(cell(path))));
    }

    private SupervisorSpec supervisor(RestartStrategy strategy, String name) {
        ChildSpec[] cells = paths(name).stream().map(this::cell).toArray(ChildSpec[]::new);
        return tireless(SupervisorSpec.of(strategy, cells));
    }

    private static SupervisorSpec tireless(SupervisorSpec spec) {
        return spec.withWindow(Integer.MAX_VALUE, Duration.ofSeconds(1));
    }

    private ChildSpec cell(String path) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        return ChildSpec.of(id, VerticleStart.of("Cell", () -> new Cell(this, path)))
                .withShutdown(Shutdown.within(Duration.ofMillis(20)));
    }

    private List<Client> startClients(long seed) {
        List<String> all =
                SUPERVISORS.stream().flatMap(name -> paths(name).stream()).toList();
        List<Client> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> new Client(i, all, patience, findings, seed))
                .toList();
        clients.forEach(client -> get(vertx.deployVerticle(client)));
        return clients;
    }

    private static List<String> paths(String supervisor) {
        return IntStream.range(0, CELLS)
                .mapToObj(i -> "/" + supervisor + "/" + i)
                .toList();
    }

    // What must have happened: with its own kills come those of whom a cell is restarted with

    private int killsOf(String path) {
        AtomicInteger count = kills.get(path);
        return count == null ? 0 : count.get();
    }

    private Map<String, Integer> expectedKills() {
        return expected((paths, i) -> paths.subList(i, i + 1));
    }

    private Map<String, Integer> expectedRestarts() {
        return expected((paths, i) -> switch (parentOf(paths.get(i))) {
            case "all" -> paths;
            case "rest" -> paths.subList(0, i + 1);
            default -> paths.subList(i, i + 1);
        });
    }

    /**
     * How often something happens to each cell, without those to which it never does.
     *
     * @param causes the cells of a supervisor for whose kills it happens to the one at the index
     */
    private Map<String, Integer> expected(BiFunction<List<String>, Integer, List<String>> causes) {
        Map<String, Integer> expected = new HashMap<>();
        for (String name : SUPERVISORS) {
            List<String> paths = paths(name);
            for (int i = 0; i < paths.size(); i++) {
                int count =
                        causes.apply(paths, i).stream().mapToInt(this::killsOf).sum();
                if (count > 0) {
                    expected.put(paths.get(i), count);
                }
            }
        }
        return expected;
    }

    private static String parentOf(String path) {
        return path.substring(1, path.lastIndexOf('/'));
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 60 s", e);
        }
    }
}
