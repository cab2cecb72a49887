package io.coppice.proof.world;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node says of itself, over HTTP. */
final class Observer {

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Pattern NODE = Pattern.compile("\"node\":\"(\\w+)\"");

    private final SocketAddress address;

    Observer(SocketAddress address) {
        this.address = address;
    }

    /** Whether its tree is up and the cluster is safe. */
    boolean isReady() {
        try {
            return get("/health/ready").contains(" 200 ");
        } catch (IOException away) {
            return false;
        }
    }

    /** The names of the nodes that it sees; none when it does not answer. */
    Set<String> nodes() {
        Set<String> names = new TreeSet<>();
        try {
            Matcher matcher = NODE.matcher(get("/api/nodes"));
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        } catch (IOException away) {
            names.clear();
        }
        return names;
    }

    private String get(String path) throws IOException {
        try (Wire wire = Wire.connect(address)) {
            wire.send("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n", LIMIT);
            return wire.rest(LIMIT);
        }
    }
}
