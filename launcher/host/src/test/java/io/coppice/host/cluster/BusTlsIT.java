package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.core.HazelcastInstance;
import io.coppice.host.HostException;
import io.coppice.host.config.ClusterConfig;
import io.coppice.host.config.ClusterConfig.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event bus with TLS, whose files are made as the documentation says. */
@SuppressWarnings("NullAway.Init")
class BusTlsIT {

    private static final Path DOCUMENT = Path.of("..", "..", "docs", "configuration.md");
    private static final Pattern COMMANDS = Pattern.compile("(?s)```sh\n(openssl .*?)```");

    @TempDir
    Path folder;

    /** Who has been sent something, whether the answer came back or not. */
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    /** Runs the documented commands in a new folder. */
    private Path authority(String name) throws Exception {
        assumeTrue(run(folder, "command -v openssl") == 0, "skipped: openssl is needed");
        Matcher commands = COMMANDS.matcher(Files.readString(DOCUMENT));
        assertThat(commands.find()).isTrue();
        Path files = Files.createDirectory(folder.resolve(name));
        assertThat(run(files, "set -e\n" + commands.group(1))).isZero();
        return files;
    }

    private static int run(Path where, String commands) throws IOException, InterruptedException {
        return new ProcessBuilder("bash", "-c", commands)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(where.resolve("log.txt").toFile())
                .start()
                .waitFor();
    }

    private Vertx node(Members members, Path files, String name) throws Exception {
        TlsConfig tls =
                new TlsConfig(files.resolve(name + ".pem"), files.resolve(name + ".key"), files.resolve("ca.pem"));
        ClusterConfig plain = members.next();
        HazelcastInstance member = members.hazelcast(config -> {});
        Vertx vertx = members.start(new HazelcastCluster(
                new ClusterConfig(plain.name(), plain.host(), plain.port(), plain.members(), Optional.of(tls)),
                member));
        return echoing(vertx, name);
    }

    /** A node that trusts everybody, and shows a certificate of another authority. */
    private Vertx stranger(Members members, Path files, String name) throws Exception {
        EventBusOptions options = new EventBusOptions()
                .setHost("127.0.0.1")
                .setSsl(true)
                .setTrustAll(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(files.resolve(name + ".pem").toString())
                        .setKeyPath(files.resolve(name + ".key").toString()));
        HazelcastInstance member = members.hazelcast(config -> {});
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1).setEventBusOptions(options))
                .withClusterManager(new HazelcastClusterManager(member))
                .buildClustered()
                .await(30, TimeUnit.SECONDS);
        return echoing(members.keep(vertx), name);
    }

    private Vertx echoing(Vertx vertx, String address) throws Exception {
        vertx.eventBus()
                .consumer(address, message -> {
                    heard.add(address);
                    message.reply(message.body());
                })
                .completion()
                .await(10, TimeUnit.SECONDS);
        return vertx;
    }

    private static String ask(Vertx vertx, String address) throws Exception {
        return vertx.eventBus()
                .<String>request(address, "hello", new DeliveryOptions().setSendTimeout(1000))
                .map(reply -> reply.body())
                .otherwise("no answer")
                .await(10, TimeUnit.SECONDS);
    }

    @Test
    void nodes_of_one_authority_talk_and_strangers_do_not() throws Exception {
        Path own = authority("own");
        Path foreign = authority("foreign");
        try (Members members = new Members(3)) {
            Vertx a = node(members, own, "a");
            Vertx b = node(members, own, "b");
            Vertx c = stranger(members, foreign, "c");
            await().until(() -> ask(a, "b").equals("hello"));
            await().until(() -> ask(b, "a").equals("hello"));
            heard.clear();
            assertThat(ask(a, "c")).isEqualTo("no answer");
            assertThat(ask(c, "a")).isEqualTo("no answer");
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void who_shows_no_certificate_is_not_listened_to() throws Exception {
        Path own = authority("own");
        try (Members members = new Members(1)) {
            node(members, own, "a");
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), members.busPort())) {
                assertEnds(plain);
            }
            try (Socket nameless = anyTrusting().createSocket(InetAddress.getLoopbackAddress(), members.busPort())) {
                assertEnds(nameless);
            }
        }
    }

    /** Begins the longest message that the event bus's protocol can announce, and is not let finish it. */
    private static void assertEnds(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        byte[] message = new byte[64];
        ByteBuffer.wrap(message).putInt(Integer.MAX_VALUE);
        try {
            socket.getOutputStream().write(message);
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().readNBytes(1000))
                    .as("an alert, and the end")
                    .hasSizeLessThan(100);
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (IOException refused) {
            // By an alert, or by the end of the connection under what was still being sent.
        }
    }

    /** A client of TLS without a certificate of its own. */
    private static SSLSocketFactory anyTrusting() throws GeneralSecurityException {
        TrustManager anybody = new X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {anybody}, null);
        return context.getSocketFactory();
    }

    @Test
    void a_file_that_is_no_certificate_is_told() throws Exception {
        Path own = authority("own");
        Files.writeString(own.resolve("a.pem"), "nothing");
        try (Members members = new Members(1)) {
            assertThatThrownBy(() -> node(members, own, "a"))
                    .isInstanceOf(HostException.class)
                    .hasMessageStartingWith("the event bus of the cluster did not start: ");
        }
    }
}
