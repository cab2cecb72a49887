package io.coppice.proof.world;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network namespace for each node, and one with a bridge between them. What a node does not receive is dropped by nftables
 * in its own. As the store and the observer listen on loopback alone, a relay in each namespace takes connections at a socket
 * of the file system, which namespaces share.
 */
public final class Namespaces implements Network {

    private static final int CLUSTER_PORT = 5701;
    private static final int OBSERVER_PORT = 4001;
    private static final int STORE_PORT = 4040;

    private static final String PREFIX = "coppice-proof-";
    private static final Pattern NAME = Pattern.compile("^" + PREFIX + "(\\d+)-\\w+", Pattern.MULTILINE);

    private final Path folder;
    private final String hub = name("hub");
    private final List<String> names = new ArrayList<>();
    private final List<Process> relays = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();

    private Namespaces(Path folder) {
        this.folder = folder;
    }

    /** Why there can be none here, if so. */
    public static Optional<String> missing() {
        for (String tool : List.of("ip", "nft", "socat")) {
            if (!Tool.works("sh", "-c", "command -v " + tool)) {
                return Optional.of(tool + " is not installed");
            }
        }
        String trial = name("trial");
        if (!Tool.works("ip", "netns", "add", trial)) {
            return Optional.of("only root can make network namespaces");
        }
        boolean hasFilter = Tool.works("ip", "netns", "exec", trial, "nft", "add", "table", "inet", "cut");
        boolean isGone = Tool.works("ip", "netns", "delete", trial);
        return hasFilter && isGone ? Optional.empty() : Optional.of("nft does not work in a network namespace");
    }

    /**
     * Makes them; and takes down what a run that was killed has left.
     *
     * @param folder for the sockets of the relays; its path must be short
     */
    public static Namespaces create(Path folder, List<String> nodes) throws IOException {
        removeLeftOvers();
        Namespaces namespaces = new Namespaces(folder);
        try {
            namespaces.add(namespaces.hub);
            Tool.run("ip", "-n", namespaces.hub, "link", "add", "bridge0", "type", "bridge");
            Tool.run("ip", "-n", namespaces.hub, "link", "set", "bridge0", "up");
            for (int i = 0; i < nodes.size(); i++) {
                namespaces.addNode(nodes.get(i), i + 1);
            }
            return namespaces;
        } catch (IOException e) {
            namespaces.close();
            throw e;
        }
    }

    private static void removeLeftOvers() throws IOException {
        Matcher left = NAME.matcher(Tool.run("ip", "netns", "list"));
        while (left.find()) {
            if (ProcessHandle.of(Long.parseLong(left.group(1))).isEmpty()) {
                Tool.run("ip", "netns", "pids", left.group())
                        .lines()
                        .map(Long::valueOf)
                        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
                Tool.run("ip", "netns", "delete", left.group());
            }
        }
    }

    private static String name(String what) {
        return PREFIX + ProcessHandle.current().pid() + "-" + what;
    }

    private void add(String namespace) throws IOException {
        Tool.run("ip", "netns", "add", namespace);
        names.add(namespace);
        Tool.run("ip", "-n", namespace, "link", "set", "lo", "up");
    }

    private void addNode(String node, int number) throws IOException {
        String own = name(node);
        String address = "10.99.0." + number;
        String port = "port" + number;
        add(own);
        Tool.run("ip", "-n", hub, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", own);
        Tool.run("ip", "-n", hub, "link", "set", port, "master", "bridge0", "up");
        Tool.run("ip", "-n", own, "address", "add", address + "/24", "dev", "eth0");
        Tool.run("ip", "-n", own, "link", "set", "eth0", "up");
        nft(node, "add table inet cut");
        nft(node, "add chain inet cut in { type filter hook input priority 0 ; }");
        Path store = relay(own, node + "-store", STORE_PORT);
        Path observer = relay(own, node + "-observer", OBSERVER_PORT);
        places.put(node, new At(own, address, store, observer));
    }

    private static void nft(String node, String rule) throws IOException {
        Tool.run("ip", "netns", "exec", name(node), "nft", rule);
    }

    private Path relay(String namespace, String socket, int port) throws IOException {
        Path path = folder.resolve(socket);
        relays.add(new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        namespace,
                        "socat",
                        "UNIX-LISTEN:" + path + ",fork,backlog=256",
                        "TCP:127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
        return path;
    }

    private record At(String namespace, String host, Path storeSocket, Path observerSocket) implements Place {

        @Override
        public List<String> prefix() {
            return List.of("ip", "netns", "exec", namespace);
        }

        @Override
        public int clusterPort() {
            return CLUSTER_PORT;
        }

        @Override
        public int observerPort() {
            return OBSERVER_PORT;
        }

        @Override
        public int storePort() {
            return STORE_PORT;
        }

        @Override
        public SocketAddress observer() {
            return UnixDomainSocketAddress.of(observerSocket);
        }

        @Override
        public SocketAddress store() {
            return UnixDomainSocketAddress.of(storeSocket);
        }
    }

    @Override
    public Place place(String node) {
        return Objects.requireNonNull(places.get(node));
    }

    @Override
    public boolean canCut() {
        return true;
    }

    @Override
    public void cut(String from, String to) throws IOException {
        nft(to, "add rule inet cut in ip saddr " + place(from).host() + " drop");
    }

    @Override
    public void heal() throws IOException {
        for (String node : places.keySet()) {
            nft(node, "flush chain inet cut in");
        }
    }

    @Override
    public void close() throws IOException {
        for (Process relay : relays) {
            relay.descendants().forEach(ProcessHandle::destroyForcibly);
            relay.destroyForcibly();
            try {
                relay.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        IOException failure = null;
        for (String namespace : names) {
            try {
                Tool.run("ip", "netns", "delete", namespace);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        names.clear();
        for (String node : places.keySet()) {
            Files.deleteIfExists(folder.resolve(node + "-store"));
            Files.deleteIfExists(folder.resolve(node + "-observer"));
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "network namespaces";
    }
}
