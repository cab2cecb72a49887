package io.coppice.bench.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What clients see of a node that is killed: how long it takes until each bucket can be written again, how requests over the event
 * bus fare meanwhile, and whether anything is lost that was acknowledged.
 *
 * <p>Arguments: the ports for lines of two nodes that stay, the ports of their observers, their data folders, each with a comma
 * between; the process to be killed; and how many buckets to make.
 */
public final class LostNode {

    private static final int PROBES = 1_000;
    private static final int LINES = 100;
    /** Buckets that nobody writes to meanwhile: a read behind a write waits for that. */
    private static final int ASKED = 100;

    private static final JsonObject GET = new JsonObject().put("action", "get").put("key", "v");
    private static final long BEFORE_MILLIS = 2_000;
    private static final long SETTLED_MILLIS = 3_000;
    private static final long LIMIT_SECONDS = 120;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final NetClient net = vertx.createNetClient();
    private final int[] lines;
    private final int[] observers;
    private final String[] tokens = new String[2];
    private final long victim;
    private final int buckets;

    private LostNode(String[] args) throws Exception {
        lines = ports(args[0]);
        observers = ports(args[1]);
        String[] folders = args[2].split(",", -1);
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = Files.readString(Path.of(folders[i], "observer.token")).strip();
        }
        victim = Long.parseLong(args[3]);
        buckets = Integer.parseInt(args[4]);
    }

    private static int[] ports(String text) {
        return Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    }

    /** Runs it once. */
    public static void main(String[] args) throws Exception {
        LostNode loss = new LostNode(args);
        try {
            loss.run();
        } finally {
            await(loss.vertx.close());
        }
    }

    private void run() throws Exception {
        long start = System.nanoTime();
        List<Part> parts = parts();
        Part asked = new Part(new LineClient(net, lines[0]), "asked", 0, 1, ASKED);
        awaitAll(parts.stream().map(part -> part.fill(0)).toList());
        awaitAll(List.of(asked.fill(0)));
        System.err.printf("bench: %d buckets made in %d ms%n", buckets, millisSince(start));
        List<String> others = onOther(asked);
        List<Probe> probes = probes();
        probes.forEach(Probe::start);
        BusSampler sampler = new BusSampler(others, this::routed);
        sampler.start();
        Thread.sleep(BEFORE_MILLIS);
        long lost = System.nanoTime();
        probes.forEach(probe -> probe.lost(lost));
        System.err.println("bench: killed at " + Instant.now());
        ProcessHandle.of(victim).orElseThrow().destroyForcibly();
        awaitAll(parts.stream().map(part -> part.fill(1)).toList());
        long written = millisSince(lost);
        awaitAll(probes.stream().map(Probe::again).toList());
        Thread.sleep(SETTLED_MILLIS);
        await(sampler.stop());
        awaitAll(probes.stream().map(Probe::stop).toList());
        long[] again = probes.stream()
                .mapToLong(probe -> TimeUnit.NANOSECONDS.toMillis(probe.writtenAt() - lost))
                .sorted()
                .toArray();
        LineClient other = new LineClient(net, lines[1]);
        long mistakes = 0;
        for (Probe probe : probes) {
            mistakes += await(probe.check(other));
        }
        for (Part part : parts) {
            mistakes += await(part.check(other));
        }
        System.out.printf(
                "%d probed buckets could be written again after %d ms (median), %d ms (p99), %d ms (the last); all %d were written"
                        + " anew after %d ms; lost of what was acknowledged: %d%n",
                again.length,
                again[again.length / 2],
                again[again.length * 99 / 100],
                again[again.length - 1],
                buckets,
                written,
                mistakes);
        System.out.println(sampler.summary());
    }

    private long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            parts.add(new Part(new LineClient(net, lines[0]), "b", i, LINES, buckets));
        }
        return parts;
    }

    private List<Probe> probes() {
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            clients.add(new LineClient(net, lines[0]));
        }
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < PROBES; i++) {
            probes.add(new Probe(vertx, clients.get(i % LINES), "b" + (long) i * buckets / PROBES));
        }
        return probes;
    }

    /** Those that are on the other node that stays: requests to them pass between nodes. */
    private List<String> onOther(Part asked) throws Exception {
        List<String> found = new ArrayList<>();
        for (String name : asked.names()) {
            if (await(request(1, "kv.bucket." + name, GET)) == 200) {
                found.add(name);
            }
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("no bucket is on the other node");
        }
        return found;
    }

    private Future<Integer> routed(String name) {
        return request(0, "kv.router", GET.copy().put("bucket", name));
    }

    private Future<Integer> request(int node, String address, JsonObject body) {
        JsonObject request =
                new JsonObject().put("address", address).put("body", body).put("timeout", 10_000);
        return http.request(HttpMethod.POST, observers[node], "127.0.0.1", "/api/bus/call")
                .compose(sent -> sent.putHeader("Authorization", "Bearer " + tokens[node])
                        .putHeader("Content-Type", "application/json")
                        .send(Buffer.buffer(request.encode())))
                .compose(answer -> answer.body().map(all -> answer.statusCode()));
    }

    private static void awaitAll(List<? extends Future<?>> all) throws Exception {
        for (Future<?> each : all) {
            await(each);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
