package io.coppice.host.config;

import io.coppice.host.config.ClusterConfig.TlsConfig;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a node has to know of its cluster. */
final class ClusterReader {

    static final List<String> KEYS = List.of("enabled", "name", "host", "port", "members", "trustedNetwork", "tls");
    static final List<String> TLS_KEYS = List.of("certificate", "key", "authority");

    private static final int LAST_PORT = 65535;
    /** A name or an IPv4 address, or an IPv6 address in brackets, and a port. */
    private static final Pattern MEMBER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

    private static final Set<String> EVERY_INTERFACE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private final Section cluster;
    /** What the paths of the file are relative to. */
    private final Path folder;

    ClusterReader(Section cluster, Path folder) {
        this.cluster = cluster.allow(KEYS);
        this.folder = folder;
    }

    /** Checks all of it; empty where the node stays alone. */
    Optional<ClusterConfig> read() {
        boolean isEnabled = cluster.flag("enabled");
        String name = name();
        String host = host();
        int port = cluster.whole("port", 1, LAST_PORT).orElse(ClusterConfig.DEFAULT_PORT);
        List<String> members = members(host, port);
        Optional<TlsConfig> tls = tls();
        return isEnabled ? Optional.of(new ClusterConfig(name, host, port, members, tls)) : Optional.empty();
    }

    private String name() {
        String name = cluster.text("name").orElse(ClusterConfig.DEFAULT_NAME);
        if (name.isBlank()) {
            cluster.fault("name", "must not be blank", "write \"" + ClusterConfig.DEFAULT_NAME + "\"");
        }
        return name;
    }

    private String host() {
        String host = cluster.text("host").orElse(ClusterConfig.DEFAULT_HOST);
        boolean isTrusted = cluster.flag("trustedNetwork");
        if (EVERY_INTERFACE.contains(host)) {
            cluster.fault(
                    "host",
                    JsonType.shown(host) + " is every network interface",
                    "write the address of the one that leads to the other nodes");
        } else if (!LoopbackHost.is(host) && !isTrusted) {
            cluster.fault(
                    "host",
                    JsonType.shown(host)
                            + " can be reached from other machines, and Hazelcast's port has neither password"
                            + " nor encryption: who reaches it controls the node",
                    "write \"127.0.0.1\", or add \"trustedNetwork\": true where only the cluster's nodes are on that network");
        }
        return host;
    }

    private List<String> members(String host, int port) {
        String own = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        if (!cluster.has("members")) {
            return List.of(own);
        }
        Set<String> members = new LinkedHashSet<>();
        List<?> list = cluster.list("members");
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof String member)) {
                cluster.fault("members", i, "must be a string, not " + JsonType.shown(list.get(i)));
            } else if (!isMember(member)) {
                cluster.fault("members", i, "must be HOST:PORT, as \"" + own + "\" is, not " + JsonType.shown(member));
            } else if (!members.add(member)) {
                cluster.fault("members", i, JsonType.shown(member) + " is in the list already");
            }
        }
        if (!members.contains(own)) {
            cluster.fault(
                    "members",
                    "this node is missing",
                    "add \"" + own + "\": every node has the same list, and more than half of it is the majority");
        }
        return new ArrayList<>(members);
    }

    private static boolean isMember(String text) {
        Matcher member = MEMBER.matcher(text);
        if (!member.matches()) {
            return false;
        }
        int port = Integer.parseInt(member.group(2));
        return port >= 1 && port <= LAST_PORT;
    }

    private Optional<TlsConfig> tls() {
        Section tls = cluster.section("tls").allow(TLS_KEYS);
        if (!(cluster.raw("tls") instanceof Map)) {
            return Optional.empty();
        }
        Optional<Path> certificate = file(tls, "certificate", "the node's certificate");
        Optional<Path> key = file(tls, "key", "the certificate's private key");
        Optional<Path> authority = file(tls, "authority", "the certificate of who signs those of the nodes");
        return certificate.flatMap(
                own -> key.flatMap(secret -> authority.map(trusted -> new TlsConfig(own, secret, trusted))));
    }

    private Optional<Path> file(Section tls, String key, String what) {
        if (!tls.has(key)) {
            tls.missing(key, "add \"" + key + "\": \"FILE.pem\", " + what);
        }
        return tls.text(key).flatMap(text -> readable(tls, key, text));
    }

    private Optional<Path> readable(Section tls, String key, String text) {
        try {
            Path file = folder.resolve(text).normalize();
            if (Files.isReadable(file) && !Files.isDirectory(file)) {
                return Optional.of(file);
            }
            tls.fault(key, file + " cannot be read", "name a PEM file");
        } catch (InvalidPathException wrong) {
            tls.fault(key, "not a path: " + wrong.getReason(), "");
        }
        return Optional.empty();
    }
}
