package io.coppice.host.config;

import io.coppice.host.config.BridgesConfig.BridgeConfig;
import io.coppice.host.config.BridgesConfig.SockjsConfig;
import io.coppice.supervision.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the bridges. */
final class BridgesReader {

    static final List<String> KEYS = List.of("sockjs", "tcp");
    static final List<String> TCP_KEYS = List.of(
            "host",
            "port",
            "inbound",
            "outbound",
            "max_frame",
            "max_connections",
            "max_buffered",
            "max_rate",
            "max_burst");
    static final List<String> SOCKJS_KEYS =
            Stream.concat(TCP_KEYS.stream(), Stream.of("path", "origins")).toList();

    /** The child of the root under which they are. */
    static final String CHILD = "bridges";

    private static final int SOCKJS_PORT = 4006;
    private static final int TCP_PORT = 4007;
    private static final int LEAST_FRAME = 256;
    private static final int MOST_FRAME = 16 * 1024 * 1024;
    private static final int MOST_CONNECTIONS = 100_000;
    private static final int MOST_BUFFERED = 256 * 1024 * 1024;
    private static final int RATE = 1000;
    private static final int MOST_RATE = 1_000_000;

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._-]+)+");
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s?#@*]+");

    private BridgesReader() {}

    static BridgesConfig read(Section bridges) {
        bridges.allow(KEYS);
        Optional<SockjsConfig> sockjs = bridges.has("sockjs")
                ? Optional.of(sockjs(bridges.section("sockjs").allow(SOCKJS_KEYS)))
                : Optional.empty();
        Optional<BridgeConfig> tcp = bridges.has("tcp")
                ? Optional.of(bridge(bridges.section("tcp").allow(TCP_KEYS), TCP_PORT))
                : Optional.empty();
        return new BridgesConfig(sockjs, tcp);
    }

    private static SockjsConfig sockjs(Section sockjs) {
        String path = sockjs.text("path").orElse("/eventbus");
        if (!PATH.matcher(path).matches()) {
            sockjs.fault("path", "is no path: " + JsonType.shown(path), "write one such as \"/eventbus\"");
        }
        return new SockjsConfig(bridge(sockjs, SOCKJS_PORT), path, origins(sockjs));
    }

    private static BridgeConfig bridge(Section bridge, int port) {
        String host = bridge.text("host").orElse("127.0.0.1");
        if (!LoopbackHost.is(host)) {
            bridge.fault(
                    "host",
                    JsonType.shown(host) + " is not a loopback address",
                    "a bridge does not encrypt: write \"127.0.0.1\", and put a proxy with TLS before it");
        }
        int maxFrame = bridge.whole("max_frame", LEAST_FRAME, MOST_FRAME).orElse(64 * 1024);
        int maxRate = bridge.whole("max_rate", 1, MOST_RATE).orElse(RATE);
        return new BridgeConfig(
                host,
                bridge.whole("port", 0, 65535).orElse(port),
                addresses(bridge, "inbound"),
                addresses(bridge, "outbound"),
                maxFrame,
                bridge.whole("max_connections", 1, MOST_CONNECTIONS).orElse(1000),
                bridge.whole("max_buffered", maxFrame, MOST_BUFFERED).orElse(Math.max(maxFrame, 1024 * 1024)),
                maxRate,
                bridge.whole("max_burst", 1, MOST_RATE).orElse(maxRate));
    }

    private static List<String> addresses(Section bridge, String key) {
        List<String> addresses = WorkerReader.addresses(bridge, key);
        List<?> listed = bridge.raw(key) instanceof List<?> given ? given : List.of();
        for (int i = 0; i < listed.size(); i++) {
            if (listed.get(i) instanceof String address && (address.equals("*") || Addresses.isControl(address))) {
                bridge.fault(
                        key,
                        i,
                        JsonType.shown(address) + " would give what controls the node to whoever has the bridge's"
                                + " token; name the addresses of components, such as \"pub.*\"");
            }
        }
        return addresses;
    }

    private static List<String> origins(Section sockjs) {
        List<String> origins = new ArrayList<>();
        List<?> listed = sockjs.list("origins");
        for (int i = 0; i < listed.size(); i++) {
            if (listed.get(i) instanceof String origin && ORIGIN.matcher(origin).matches()) {
                origins.add(origin);
            } else {
                sockjs.fault(
                        "origins",
                        i,
                        "must be the origin of a page, such as \"https://app.example\", not "
                                + JsonType.shown(listed.get(i)));
            }
        }
        return origins;
    }
}
