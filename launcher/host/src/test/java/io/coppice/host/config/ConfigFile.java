package io.coppice.host.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration in a temporary folder, and what is asked with it. */
record ConfigFile(ConfigRequest request, StartCheck startCheck) {

    private static final StartCheck ANYTHING = (start, plugin) -> Optional.empty();

    static ConfigFile of(Path folder, String json) {
        try {
            Files.writeString(folder.resolve("x.json"), json.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        ConfigRequest request = new ConfigRequest(
                Path.of("x.json"), List.of(), Optional.empty(), Optional.empty(), Map.of(), folder, 17);
        return new ConfigFile(request, ANYTHING);
    }

    /** One with these children of the root supervisor. */
    static ConfigFile withChildren(Path folder, String children) {
        return of(folder, "{'supervisor': {'children': [" + children + "]}}");
    }

    ConfigFile with(StartCheck check) {
        return new ConfigFile(request, check);
    }

    ConfigFile set(String... overrides) {
        return with(List.of(overrides), request.environment(), request.dataFolder(), request.javaVersion());
    }

    ConfigFile environment(Map<String, String> variables) {
        return with(request.overrides(), variables, request.dataFolder(), request.javaVersion());
    }

    ConfigFile dataFlag(Path data) {
        return with(request.overrides(), request.environment(), Optional.of(data), request.javaVersion());
    }

    ConfigFile java(int version) {
        return with(request.overrides(), request.environment(), request.dataFolder(), version);
    }

    private ConfigFile with(
            List<String> overrides, Map<String, String> environment, Optional<Path> data, int javaVersion) {
        return new ConfigFile(
                new ConfigRequest(
                        request.file(),
                        overrides,
                        request.node(),
                        data,
                        environment,
                        request.workingFolder(),
                        javaVersion),
                startCheck);
    }

    HostConfig load() {
        try {
            return ConfigLoader.load(request, folder -> startCheck);
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** The faults as lines; none where it is good. */
    List<String> faults() {
        try {
            ConfigLoader.load(request, folder -> startCheck);
            return List.of();
        } catch (ConfigException e) {
            return e.faults().stream().map(Fault::toString).toList();
        }
    }
}
