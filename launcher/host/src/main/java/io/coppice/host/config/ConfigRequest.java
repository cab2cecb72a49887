package io.coppice.host.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of the {@link ConfigLoader}: a file, and what has precedence over it.
 *
 * @param file the configuration, as its user wrote it
 * @param overrides each {@code path.to.key=value}
 * @param node the name of the node instead of the file's
 * @param dataFolder the data folder instead of the environment's and the file's
 * @param environment the environment variables
 * @param workingFolder what the file and the data folders of flag and environment are relative to
 * @param javaVersion the feature version of the Java that will run the node
 */
public record ConfigRequest(
        Path file,
        List<String> overrides,
        Optional<String> node,
        Optional<Path> dataFolder,
        Map<String, String> environment,
        Path workingFolder,
        int javaVersion) {

    public ConfigRequest {
        overrides = List.copyOf(overrides);
        environment = Map.copyOf(environment);
    }

    /** This file alone, with the environment of this process. */
    public static ConfigRequest of(Path file) {
        return new ConfigRequest(
                file,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Runtime.version().feature());
    }

    /** What a running node is asked to become: only its tree can be another. */
    public static ConfigRequest ofNode(Path folder, String node, Path dataFolder) {
        return new ConfigRequest(
                folder.resolve("configuration"),
                List.of(),
                Optional.of(node),
                Optional.of(dataFolder),
                Map.of(),
                folder,
                Runtime.version().feature());
    }
}
