package io.coppice.host.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A node, checked and complete: every default is filled in and every path is absolute.
 *
 * @param node its name
 * @param dataFolder where the node and its components keep what outlives the process
 * @param log how log entries are written
 * @param stopTimeout how long the whole stop may take
 * @param cluster the cluster that it belongs to; empty for none
 * @param observer where its observer listens
 * @param bridges by which programs outside of it use its event bus
 * @param pluginFolder where the user's plugin jars are; may not exist
 * @param watchesPlugins whether what changes there is deployed while the node runs
 * @param crashes what is kept of crashes
 * @param supervisor the root of the supervision tree
 */
public record HostConfig(
        String node,
        Path dataFolder,
        LogFormat log,
        Duration stopTimeout,
        Optional<ClusterConfig> cluster,
        ObserverConfig observer,
        BridgesConfig bridges,
        Path pluginFolder,
        boolean watchesPlugins,
        CrashesConfig crashes,
        SupervisorConfig supervisor) {

    public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(30);

    /** The same node with another tree. */
    public HostConfig withTree(SupervisorConfig tree) {
        return new HostConfig(
                node,
                dataFolder,
                log,
                stopTimeout,
                cluster,
                observer,
                bridges,
                pluginFolder,
                watchesPlugins,
                crashes,
                tree);
    }

    /**
     * What is kept of crashes.
     *
     * @param kept how many
     * @param mask names of fields whose values are kept secret, beside the well-known ones
     */
    public record CrashesConfig(int kept, List<String> mask) {

        public static final CrashesConfig DEFAULT = new CrashesConfig(100, List.of());

        public CrashesConfig {
            mask = List.copyOf(mask);
        }
    }

    /**
     * Where the observer listens, and what it lets others reach.
     *
     * @param host a loopback address
     * @param port 0 for any free one
     * @param bus the addresses of the event bus that whoever has the token reaches; empty for all but the node's own
     */
    public record ObserverConfig(String host, int port, Optional<List<String>> bus) {

        public static final ObserverConfig DEFAULT = new ObserverConfig("127.0.0.1", 4001, Optional.empty());

        public ObserverConfig {
            bus = bus.map(List::copyOf);
        }
    }
}
