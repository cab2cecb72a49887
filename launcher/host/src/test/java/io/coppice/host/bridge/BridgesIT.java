package io.coppice.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.coppice.host.Host;
import io.coppice.host.NodeFolder;
import io.coppice.host.config.BridgesConfig;
import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.host.config.HostConfig;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridges in the tree of a node. */
class BridgesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    private final Map<String, Integer> ports = new ConcurrentHashMap<>();

    private HostConfig config(int port) {
        HostConfig plain = new NodeFolder(temporary).config("{'children':[]}");
        BridgeConfig tcp = new BridgeConfig(
                "127.0.0.1", port, List.of("pub.*"), List.of("pub.*"), 65_536, 1000, 200_000, 1000, 1000);
        return new HostConfig(
                plain.node(),
                plain.dataFolder(),
                plain.log(),
                plain.stopTimeout(),
                plain.cluster(),
                plain.observer(),
                new BridgesConfig(Optional.empty(), Optional.of(tcp)),
                plain.pluginFolder(),
                plain.watchesPlugins(),
                plain.crashes(),
                plain.supervisor());
    }

    private Future<Host> start(int port) {
        return Host.start(config(port), (name, host, at) -> ports.put(name, at));
    }

    private int port() {
        return Objects.requireNonNull(ports.get("tcp-bridge"));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_bridge_that_crashes_is_started_again_and_ends_with_the_node() throws Exception {
        Host host = get(start(0));
        String secret = Files.readString(temporary.resolve("data/bridge.token")).strip();
        assertThat(secret)
                .hasSize(64)
                .isNotEqualTo(Files.readString(temporary.resolve("data/observer.token"))
                        .strip());
        Supervision supervision = Supervision.of(host.vertx());
        try (TcpClient client = new TcpClient(port()).withToken(secret)) {
            supervision.child("/bridges/tcp").orElseThrow().exit(ExitReason.KILLED);
            assertThat(client.hearOrEnd()).isNull();
        }
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> new TcpClient(port()).withToken(secret).close());
        try (TcpClient client = new TcpClient(port()).withToken(secret)) {
            get(host.stop());
            assertThat(client.hearOrEnd()).isNull();
        }
    }

    @Test
    void a_port_that_is_taken_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> get(start(taken.getLocalPort())))
                    .cause()
                    .hasMessageContaining("/bridges")
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("already in use");
        }
    }
}
