package io.coppice.proof.world;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** A cluster of the packaged distribution's nodes on one network, each with a data folder of its own. */
public final class World implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Distribution distribution;
    private final Path folder;
    private final Network network;
    private final List<String> names;
    private final Map<String, NodeProcess> running = new TreeMap<>();
    /** How much each had printed when something was last to be held up. */
    private final Map<String, Integer> marks = new HashMap<>();

    private boolean isClosed;

    /**
     * None of them is started.
     *
     * @param folder for what they write
     */
    public World(Distribution distribution, Path folder, Network network, List<String> names) {
        this.distribution = distribution;
        this.folder = folder;
        this.network = network;
        this.names = List.copyOf(names);
    }

    public List<String> names() {
        return names;
    }

    public SocketAddress store(String node) {
        return network.place(node).store();
    }

    public synchronized void start(String node) throws IOException {
        if (isClosed) {
            throw new IOException("all nodes were taken down");
        }
        Path own = Files.createDirectories(folder.resolve(node));
        List<String> members = names.stream()
                .map(network::place)
                .map(place -> place.host() + ":" + place.clusterPort())
                .toList();
        Path config = own.resolve("host.json");
        Files.writeString(config, distribution.config(node, network.place(node), folder.getFileName() + "", members));
        List<String> command = new ArrayList<>(network.place(node).prefix());
        command.addAll(distribution.command(config, own.resolve("data")));
        ProcessBuilder builder = new ProcessBuilder(command).directory(own.toFile());
        builder.environment()
                .merge("COPPICE_JAVA_OPTS", distribution.javaOptions(), (given, more) -> given + " " + more);
        running.put(node, new NodeProcess(builder, own));
    }

    private synchronized NodeProcess process(String node) {
        return Objects.requireNonNull(running.get(node), () -> node + " does not run");
    }

    /** SIGKILL. */
    public void kill(String node) throws IOException {
        process(node).kill();
        gone(node);
    }

    /** SIGTERM: it is asked to leave. */
    public void terminate(String node) throws IOException {
        process(node).signal("TERM");
    }

    /** Waits until it has left. */
    public void awaitEnd(String node) throws IOException {
        process(node).awaitEnd();
        gone(node);
    }

    private synchronized void gone(String node) {
        running.remove(node);
    }

    /** SIGSTOP. */
    public synchronized void stop(String node) throws IOException {
        process(node).signal("STOP");
    }

    /** SIGCONT. */
    public synchronized void resume(String node) throws IOException {
        process(node).signal("CONT");
    }

    public void cut(String from, String to) throws IOException {
        network.cut(from, to);
    }

    public void heal() throws IOException {
        network.heal();
    }

    /** Whether these nodes see each other and nobody else, and each says that it is ready. */
    private boolean areReady(Collection<String> nodes) {
        Set<String> expected = new TreeSet<>(nodes);
        return nodes.stream().allMatch(node -> {
            Observer observer = new Observer(network.place(node).observer());
            return observer.nodes().equals(expected) && observer.isReady();
        });
    }

    /** Whether a node sees another one. */
    public boolean sees(String node, String other) {
        return new Observer(network.place(node).observer()).nodes().contains(other);
    }

    /**
     * Waits until these nodes are the cluster, and safe.
     *
     * @throws IOException if that takes longer, or one of them has ended by itself
     */
    public void awaitReady(Collection<String> nodes, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (!areReady(nodes)) {
            for (String node : nodes) {
                if (!process(node).isAlive()) {
                    gone(node);
                    throw new IOException(node + " has ended by itself; see " + folder.resolve(node));
                }
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException(
                        nodes + " are no safe cluster after " + limit.toSeconds() + " s: " + state(nodes));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Whether this is among what a node has printed. */
    public boolean hasPrinted(String node, String text) throws IOException {
        return Files.readString(folder.resolve(node).resolve("out")).contains(text);
    }

    /** What a node has printed since something was last to be held up, there or elsewhere. */
    public String printed(String node) throws IOException {
        byte[] all = Files.readAllBytes(folder.resolve(node).resolve("out"));
        int from = marks.getOrDefault(node, 0);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    }

    /**
     * A node waits when it comes to this, where it has the rules for it.
     *
     * @param what the name of a pipe in the node's folder, as the rules know it
     */
    public void hold(String node, String what) throws IOException {
        for (String each : names) {
            marks.put(each, (int) Files.size(folder.resolve(each).resolve("out")));
        }
        Tool.run("mkfifo", folder.resolve(node).resolve(what).toString());
    }

    /** It goes on. */
    public void release(String node, String what) throws IOException {
        Path pipe = folder.resolve(node).resolve(what);
        // Who opens a pipe waits for the other side, which may never have come: not so with both in one.
        try (FileChannel both = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            both.write(ByteBuffer.wrap(new byte[1]));
            Files.delete(pipe);
        }
    }

    private String state(Collection<String> nodes) {
        StringBuilder text = new StringBuilder();
        for (String node : nodes) {
            Observer observer = new Observer(network.place(node).observer());
            text.append(node).append(" sees ").append(observer.nodes());
            text.append(observer.isReady() ? " and is ready; " : " and is not ready; ");
        }
        return text.toString();
    }

    /** Whatever state they are in: all end. */
    public synchronized void killAll() throws IOException {
        IOException failure = null;
        for (String node : List.copyOf(running.keySet())) {
            try {
                kill(node);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** May be called twice at once, by who ends and by a signal; nothing starts after it. */
    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        try {
            killAll();
        } finally {
            network.close();
        }
    }
}
