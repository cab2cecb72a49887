package io.coppice.kv.tcp;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.lines.LineProtocol;
import io.coppice.kv.resp.RespProtocol;
import io.coppice.kv.resp.Sessions;
import io.coppice.kv.route.Route;
import io.coppice.kv.route.Routes;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Events;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to make a request of one command, of 16 that one read brought, nine GETs to a PUT: to find its end, its words
 * and its bucket, of a hundred.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ParserBenchmark {

    private static final int COMMANDS = 16;
    private static final int BUCKETS = 100;

    private final Vertx vertx = Vertx.vertx();
    private final BucketTable table = BucketTable.of(vertx);
    private final BucketNames names = new BucketNames(vertx);
    private final Events events = Events.of(vertx);
    private final Budget budget = Budget.of(vertx);
    private final Route route = Routes.of(vertx).fromHere();
    private final Protocol lines = new LineProtocol(table, names, route, events, budget);
    private final Protocol resp =
            new RespProtocol(table, names, route, events, budget, Sessions.of(vertx), "127.0.0.1:1");
    /** Never written to, so that each read may be the same. */
    private final byte[] readOfLines = commands("GET b%1$03d k%2$06d\r\n", "PUT b%1$03d k%2$06d v%2$05d\r\n");

    private final byte[] readOfResp = commands(
            "*3\r\n$4\r\nHGET\r\n$4\r\nb%1$03d\r\n$7\r\nk%2$06d\r\n",
            "*4\r\n$4\r\nHSET\r\n$4\r\nb%1$03d\r\n$7\r\nk%2$06d\r\n$6\r\nv%2$05d\r\n");

    public ParserBenchmark() {
        for (int i = 0; i < BUCKETS; i++) {
            // No command is carried out, so that it may be one that refuses all.
            table.insert(Bucket.absent(String.format("b%03d", i)));
        }
    }

    private static byte[] commands(String get, String put) {
        StringBuilder read = new StringBuilder();
        for (int i = 0; i < COMMANDS; i++) {
            read.append(String.format(i % 10 == 0 ? put : get, (i * 37) % BUCKETS, i * 7919));
        }
        return read.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @TearDown
    public void close() {
        vertx.close().await();
    }

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public void lines(Blackhole requests) {
        parse(lines, readOfLines, requests);
    }

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public void resp(Blackhole requests) {
        parse(resp, readOfResp, requests);
    }

    private static void parse(Protocol protocol, byte[] read, Blackhole requests) {
        protocol.append(read);
        for (int i = 0; i < COMMANDS; i++) {
            Request request = new Request(ParserBenchmark::taken);
            boolean understood = protocol.next(request) == Protocol.Next.COMMAND;
            request.lookUp();
            if (!understood || request.bucket() == null) {
                throw new IllegalStateException("command " + i + " was not understood");
            }
            requests.consume(request);
        }
    }

    private static void taken() {
        throw new IllegalStateException("no command is carried out");
    }
}
