package io.coppice.component.web;

import io.coppice.component.config.ComponentConfig;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Where the web server listens, and how many connections each of its instances takes.
 *
 * @param host a loopback address
 * @param port 0 for a free one
 * @param maxConnections a connection more is closed at once
 * @param usualPort the port of the component where the configuration says none
 */
public record WebSettings(String host, int port, int maxConnections, int usualPort) {

    /** The keys that {@link #of} reads. */
    public static final List<String> KEYS = List.of("host", "port", "max_connections");

    private static final int MOST_FRAME_BYTES = 16 * 1024;

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|::1|127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

    /**
     * Reads {@code host}, {@code port} and {@code max_connections}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static WebSettings of(ComponentConfig config, int usualPort) {
        String host = config.text("host").orElse("127.0.0.1");
        if (!LOOPBACK.matcher(host).matches()) {
            throw new IllegalArgumentException("\"host\" must be a loopback address such as 127.0.0.1, not " + host
                    + ": there is no authentication");
        }
        return new WebSettings(
                host,
                config.whole("port", usualPort, 0, 65_535),
                config.whole("max_connections", 1_000, 1, 100_000),
                usualPort);
    }

    HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(host)
                // To Vert.x a negative port is a free one that all servers of the same number share, whatever they
                // serve.
                .setPort(port == 0 ? -usualPort : port)
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxInitialLineLength(4 * 1024)
                .setMaxHeaderSize(8 * 1024)
                .setMaxFormFields(64)
                // What a WebSocket may send at once; compressed, a little may become a lot.
                .setMaxWebSocketFrameSize(MOST_FRAME_BYTES)
                .setMaxWebSocketMessageSize(MOST_FRAME_BYTES)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false);
    }
}
