package io.coppice.host.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coppice.host.Host;
import io.coppice.host.NodeFolder;
import io.coppice.host.config.HostConfig;
import io.coppice.host.config.TransportKind;
import io.coppice.supervision.LocalVertx;
import io.netty.channel.IoEventLoop;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs on io_uring, where this machine has it. */
class IoUringIT {

    private static final int MEGABYTE = 1 << 20;
    private static final int PIECE = 1 << 16;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private @Nullable Vertx started;

    @BeforeEach
    void isThere() {
        IoUringRing ring = new IoUringRing();
        assumeTrue(ring.available(), "skipped, as this machine has no io_uring: " + ring.unavailabilityCause());
    }

    @AfterEach
    void close() {
        if (started != null) {
            get(started.close());
        }
    }

    private static <T> T get(Future<T> future) {
        return get(future.toCompletionStage().toCompletableFuture());
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** One event loop, so that all connections share one ring. */
    private int serve(NetServerOptions options, Handler<NetSocket> connection) {
        Vertx vertx =
                LocalVertx.of(new VertxOptions().setEventLoopPoolSize(1), NodeTransport.of(TransportKind.IO_URING));
        started = vertx;
        return get(vertx.createNetServer(options).connectHandler(connection).listen(0, "127.0.0.1"))
                .actualPort();
    }

    private static Socket connect(int port) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(30_000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends with what came back, as much as was sent, while it is sent in pieces of all sizes. */
    private CompletableFuture<byte[]> echo(int port, byte[] sent) {
        Socket socket = connect(port);
        CompletableFuture<Void> sending = inThread(() -> send(socket, sent));
        CompletableFuture<byte[]> reading = CompletableFuture.supplyAsync(
                () -> {
                    try (socket) {
                        return socket.getInputStream().readNBytes(sent.length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                IoUringIT::thread);
        return reading.thenCombine(sending, (read, all) -> read);
    }

    private static CompletableFuture<Void> inThread(Runnable task) {
        return CompletableFuture.runAsync(task, IoUringIT::thread);
    }

    private static void thread(Runnable task) {
        new Thread(task).start();
    }

    private static void send(Socket socket, byte[] sent) {
        Random random = new Random(1);
        try {
            for (int from = 0; from < sent.length; ) {
                int length = Math.min(sent.length - from, 1 + random.nextInt(100_000));
                socket.getOutputStream().write(sent, from, length);
                from += length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    @Test
    void a_node_that_asks_for_it_runs_on_it() {
        HostConfig config = new NodeFolder(folder)
                .config("'transport':'io_uring',", "{'children':[{'id':'l','start':'Listens','config':{'port':0}}]}");
        Host node = get(Host.start(config, (name, at, port) -> {}));
        try {
            assertThat(((VertxInternal) node.vertx()).nettyEventLoopGroup())
                    .isNotEmpty()
                    .allMatch(loop -> ((IoEventLoop) loop).isIoType(IoUringIoHandler.class));
        } finally {
            get(node.stop());
        }
    }

    @Test
    void what_a_server_accepts_receives_into_the_ring() {
        CompletableFuture<Short> group = new CompletableFuture<>();
        int port = serve(new NetServerOptions(), socket -> {
            group.complete(((NetSocketInternal) socket)
                    .channelHandlerContext()
                    .channel()
                    .config()
                    .getOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID));
            socket.handler(socket::write);
        });
        assertThat(get(echo(port, noise(1000)))).isEqualTo(noise(1000));
        assertThat(get(group)).isEqualTo((short) 1);
    }

    @Test
    void nothing_is_lost_or_reordered_by_a_socket_that_pauses_and_resumes_all_the_time() {
        AtomicInteger pauses = new AtomicInteger();
        int port = serve(
                new NetServerOptions(),
                socket -> socket.handler(read -> {
                    socket.write(read);
                    // Also within what one receive of several has brought.
                    if (read.length() % 3 == 0 || socket.writeQueueFull()) {
                        socket.pause();
                        pauses.incrementAndGet();
                        resumeSoon(socket, pauses.get());
                    }
                }));
        byte[] sent = noise(8 * MEGABYTE);
        assertThat(get(echo(port, sent))).isEqualTo(sent);
        assertThat(pauses).hasValueGreaterThan(10);
    }

    /** At once, in a later turn of the event loop, or later. */
    private void resumeSoon(NetSocket socket, int pause) {
        Vertx vertx = Objects.requireNonNull(started);
        switch (pause % 3) {
            case 0 -> socket.resume();
            case 1 -> vertx.runOnContext(turn -> socket.resume());
            default -> vertx.setTimer(1, timer -> socket.resume());
        }
    }

    @Test
    void a_paused_socket_holds_its_client_back_and_nothing_is_lost() {
        CompletableFuture<NetSocket> accepted = new CompletableFuture<>();
        Buffer read = Buffer.buffer();
        AtomicInteger length = new AtomicInteger();
        int port = serve(new NetServerOptions().setReceiveBufferSize(PIECE), socket -> {
            socket.handler(some -> length.set(read.appendBuffer(some).length()));
            socket.pause();
            accepted.complete(socket);
        });
        byte[] sent = noise(32 * MEGABYTE);
        AtomicLong written = new AtomicLong();
        Socket client = connect(port);
        CompletableFuture<Void> writing = inThread(() -> {
            for (int from = 0; from < sent.length; from += PIECE) {
                send(client, Arrays.copyOfRange(sent, from, from + PIECE));
                written.addAndGet(PIECE);
            }
        });
        AtomicLong before = new AtomicLong(-1);
        // Until the kernel takes no more.
        await().pollInterval(Duration.ofMillis(500))
                .until(() -> before.getAndSet(written.get()) == written.get() && written.get() > 0);
        assertThat(written).hasValueLessThan(16 * MEGABYTE);
        assertThat(length).hasValue(0);
        get(accepted).resume();
        get(writing);
        await().untilAtomic(length, Matchers.is(sent.length));
        assertThat(read.getBytes()).isEqualTo(sent);
    }

    @Test
    void more_connections_at_once_than_the_ring_has_buffers_lose_nothing() {
        int port = serve(new NetServerOptions(), socket -> socket.handler(socket::write));
        byte[] sent = noise(MEGABYTE);
        List<CompletableFuture<byte[]>> echoes = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            echoes.add(echo(port, sent));
        }
        echoes.forEach(echo -> assertThat(get(echo)).isEqualTo(sent));
    }
}
