package io.coppice.proof.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** All nodes on the loopback address, with free ports: they can be killed and stopped, but not cut off. */
public final class Loopback implements Network {

    /**
     * Below those that a system gives to clients, one of which might have it when its node starts again, and those of the tests of
     * the other modules (from 20,000), which run beside it and would have it before its node first starts.
     */
    private static final int FIRST_PORT = 10_000;

    private static final int MOST_PORTS = 10_000;

    /** One after the other, so that two worlds meet seldom and one never meets itself. */
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(MOST_PORTS));

    private final Map<String, Place> places = new HashMap<>();

    public Loopback(List<String> nodes) {
        nodes.forEach(node -> places.put(node, new At(freePort(), freePort(), freePort())));
    }

    private record At(int clusterPort, int observerPort, int storePort) implements Place {

        @Override
        public List<String> prefix() {
            return List.of();
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public SocketAddress observer() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), observerPort);
        }

        @Override
        public SocketAddress store() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), storePort);
        }
    }

    private static int freePort() {
        for (int tries = 0; tries < MOST_PORTS; tries++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), MOST_PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Another one may be free.
            }
        }
        throw new UncheckedIOException(new IOException("no free port from " + FIRST_PORT + " on"));
    }

    @Override
    public Place place(String node) {
        return Objects.requireNonNull(places.get(node));
    }

    @Override
    public boolean canCut() {
        return false;
    }

    @Override
    public void cut(String from, String to) throws IOException {
        throw new IOException("nothing can be cut on loopback");
    }

    @Override
    public void heal() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "loopback";
    }
}
