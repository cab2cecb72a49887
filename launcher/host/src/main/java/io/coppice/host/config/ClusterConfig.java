package io.coppice.host.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The cluster that a node belongs to.
 *
 * @param name only nodes that give the same name come together
 * @param host the address of the one network interface on which the node talks to the others
 * @param port where Hazelcast listens
 * @param members every node that may belong to it, this one included, each as {@code host:port}
 * @param tls what the event bus is encrypted with; empty for not at all
 */
public record ClusterConfig(String name, String host, int port, List<String> members, Optional<TlsConfig> tls) {

    public static final String DEFAULT_NAME = "coppice";
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 5701;

    public ClusterConfig {
        members = List.copyOf(members);
    }

    /** More than half of the members: a network that falls apart has at most one side with so many. */
    public int majority() {
        return members.size() / 2 + 1;
    }

    /**
     * The PEM files of mutual TLS.
     *
     * @param certificate what the node shows the others
     * @param key the certificate's private key
     * @param authority whose certificates the node trusts
     */
    public record TlsConfig(Path certificate, Path key, Path authority) {}
}
