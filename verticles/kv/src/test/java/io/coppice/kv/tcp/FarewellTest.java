package io.coppice.kv.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Sockets;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FarewellTest {

    private static final Duration LINE = Duration.ofSeconds(60);
    private static final long START = 1_000_000;

    /** As a node has it on Linux. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

    private final Limits limits = new Limits(LINE, LINE, START);
    private final CompletableFuture<Farewell> begun = new CompletableFuture<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** Of a server that reads nothing, and closes every connection a moment later. */
    private Socket connect(Consumer<NetSocket> close) throws IOException {
        int port = vertx.createNetServer(
                        new NetServerOptions().setHost("127.0.0.1").setPort(0))
                .connectHandler(socket -> {
                    socket.pause();
                    socket.exceptionHandler(reset -> {});
                    Sockets.allowHalfClose(socket, socket::close);
                    vertx.setTimer(50, timer -> close.accept(socket));
                })
                .listen()
                .await()
                .actualPort();
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private void tellAndEnd(NetSocket socket) {
        socket.write("why\r\n");
        Farewell farewell = new Farewell(socket, limits);
        farewell.begin();
        begun.complete(farewell);
    }

    private static void send(Socket client, int bytes) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(new byte[bytes]);
        out.flush();
    }

    private static String rest(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void who_goes_on_sending_reads_why_it_was_closed() throws Exception {
        try (Socket client = connect(this::tellAndEnd)) {
            send(client, 8 * 1024 * 1024);
            assertThat(rest(client)).isEqualTo("why\r\n");
        }
    }

    @Test
    void the_control_that_closes_at_once_resets_it() throws Exception {
        try (Socket client = connect(socket -> socket.end(Buffer.buffer("why\r\n")))) {
            assertThatThrownBy(() -> {
                        send(client, 8 * 1024 * 1024);
                        assertThat(rest(client)).isEqualTo("why\r\n");
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void it_is_over_some_time_after_the_client_was_told() throws Exception {
        try (Socket client = connect(this::tellAndEnd)) {
            Farewell farewell = begun.get(10, TimeUnit.SECONDS);
            assertThat(rest(client)).isEqualTo("why\r\n");
            limits.moveTo(START + Farewell.LONGEST.toNanos());
            assertThat(farewell.isOver()).isFalse();
            limits.moveTo(START + Farewell.LONGEST.toNanos() + 1);
            await().until(farewell::isOver);
        }
    }

    @Test
    void one_to_a_client_that_is_gone_is_no_error() throws Exception {
        Socket client = connect(this::tellAndEnd);
        client.setSoLinger(true, 0);
        client.close();
        // It is not there if its beginning throws.
        assertThat(begun.get(10, TimeUnit.SECONDS).hasBegun()).isTrue();
    }

    @Test
    void who_sends_without_an_end_is_cut_off() throws Exception {
        try (Socket client = connect(this::tellAndEnd)) {
            assertThatThrownBy(() -> {
                        for (long sent = 0; sent < 4 * Farewell.MOST; sent += 1024 * 1024) {
                            send(client, 1024 * 1024);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }
}
