package io.coppice.host.config;

import io.coppice.host.config.HostConfig.CrashesConfig;
import io.coppice.host.config.HostConfig.ObserverConfig;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the top of the configuration. */
final class HostReader {

    static final List<String> KEYS = List.of(
            "$schema",
            "node",
            "data",
            "log",
            "stop_timeout",
            "cluster",
            "observer",
            "bridges",
            "plugins",
            "crashes",
            "supervisor");
    static final List<String> OBSERVER_KEYS = List.of("host", "port", "bus");
    static final List<String> PLUGINS_KEYS = List.of("folder", "watch");
    static final List<String> CRASHES_KEYS = List.of("kept", "mask");

    private static final int MOST_CRASHES = 1000;
    private static final String DEFAULT_NODE = "a";

    private final ConfigRequest request;
    private final Function<Path, StartCheck> startChecks;
    private final Faults faults;
    /** What the paths of the file are relative to. */
    private final Path folder;

    HostReader(ConfigRequest request, Function<Path, StartCheck> startChecks, Faults faults) {
        this.request = request;
        this.startChecks = startChecks;
        this.faults = faults;
        Path file =
                request.workingFolder().resolve(request.file()).toAbsolutePath().normalize();
        Path parent = file.getParent();
        this.folder = parent == null ? file : parent;
    }

    HostConfig read(Map<String, @Nullable Object> members) {
        Section root = new Section(members, "", faults).allow(KEYS);
        root.text("$schema");
        String node = node(root);
        Section plugins = root.section("plugins").allow(PLUGINS_KEYS);
        Path pluginFolder = pluginFolder(plugins);
        BridgesConfig bridges = BridgesReader.read(root.section("bridges"));
        SupervisorConfig supervisor = supervisor(root, startChecks.apply(pluginFolder), node);
        if (!bridges.isOff()
                && supervisor.children().stream().anyMatch(child -> child.id().equals(BridgesReader.CHILD))) {
            root.fault(
                    "bridges",
                    "are the child \"bridges\" of the root, and there is another one",
                    "give that one another id");
        }
        return new HostConfig(
                node,
                dataFolder(root, node),
                root.word("log", LogFormat.values(), LogFormat::word, LogFormat.TEXT),
                stopTimeout(root),
                new ClusterReader(root.section("cluster"), folder).read(),
                observer(root.section("observer").allow(OBSERVER_KEYS)),
                bridges,
                pluginFolder,
                plugins.flag("watch"),
                crashes(root.section("crashes").allow(CRASHES_KEYS)),
                supervisor);
    }

    private String node(Section root) {
        String node = request.node().or(() -> root.text("node")).orElse(DEFAULT_NODE);
        if (!NodeNames.isName(node)) {
            root.fault("node", "not a name: " + JsonType.shown(node), NodeNames.WHAT_A_NAME_IS);
            return DEFAULT_NODE;
        }
        return node;
    }

    private Path dataFolder(Section root, String node) {
        Optional<Path> inFile = root.text("data").flatMap(text -> path(root, "data", text));
        Optional<Path> ofEnvironment = Optional.ofNullable(request.environment().get("COPPICE_DATA"))
                .filter(text -> !text.isEmpty())
                .map(request.workingFolder()::resolve);
        return request.dataFolder()
                .map(request.workingFolder()::resolve)
                .or(() -> ofEnvironment)
                .or(() -> inFile)
                .orElseGet(() -> request.workingFolder().resolve("data").resolve(node))
                .toAbsolutePath()
                .normalize();
    }

    private Path pluginFolder(Section plugins) {
        Path named = plugins.text("folder")
                .flatMap(text -> path(plugins, "folder", text))
                .orElseGet(() -> folder.resolve("plugins"));
        if (Files.isRegularFile(named)) {
            plugins.fault("folder", named + " is a file", "name the folder that has the jars");
        }
        return named;
    }

    private Optional<Path> path(Section section, String key, String text) {
        try {
            return Optional.of(folder.resolve(text).normalize());
        } catch (InvalidPathException wrong) {
            section.fault(key, "not a path: " + wrong.getReason(), "");
            return Optional.empty();
        }
    }

    private static Duration stopTimeout(Section root) {
        return root.whole("stop_timeout", 1, Integer.MAX_VALUE).stream()
                .mapToObj(Duration::ofMillis)
                .findFirst()
                .orElse(HostConfig.DEFAULT_STOP_TIMEOUT);
    }

    private ObserverConfig observer(Section observer) {
        String host = observer.text("host").orElse(ObserverConfig.DEFAULT.host());
        if (!LoopbackHost.is(host)) {
            observer.fault(
                    "host",
                    JsonType.shown(host) + " is not a loopback address",
                    "the observer has no protection beyond this machine: write \"127.0.0.1\"");
        }
        int port = observer.whole("port", 0, 65535).orElse(ObserverConfig.DEFAULT.port());
        return new ObserverConfig(host, port, observer.has("bus") ? Optional.of(bus(observer)) : Optional.empty());
    }

    private List<String> bus(Section observer) {
        List<String> addresses = new ArrayList<>();
        List<?> listed = observer.list("bus");
        for (int i = 0; i < listed.size(); i++) {
            if (listed.get(i) instanceof String address && !address.isBlank() && !address.contains("*")) {
                addresses.add(address);
            } else {
                faults.add(
                        Pointer.child(observer.pointer("bus"), i),
                        "must be an address of the event bus, without *, not " + JsonType.shown(listed.get(i)),
                        "write each address whole, such as \"kv.router\"");
            }
        }
        return addresses;
    }

    private CrashesConfig crashes(Section crashes) {
        int kept = crashes.whole("kept", 0, MOST_CRASHES).orElse(CrashesConfig.DEFAULT.kept());
        List<String> mask = new ArrayList<>();
        List<?> names = crashes.list("mask");
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i) instanceof String name && name.chars().anyMatch(Character::isLetterOrDigit)) {
                mask.add(name);
            } else {
                faults.add(
                        Pointer.child(crashes.pointer("mask"), i),
                        "must be a string with a letter or a digit, not " + JsonType.shown(names.get(i)),
                        "write the name of a field, or a part of one");
            }
        }
        return new CrashesConfig(kept, mask);
    }

    private SupervisorConfig supervisor(Section root, StartCheck startCheck, String node) {
        if (!root.has("supervisor")) {
            root.missing("supervisor", "add \"supervisor\": {\"children\": []}");
        }
        ChildReader children = new ChildReader(new WorkerReader(startCheck, request.javaVersion()));
        Section section = root.section("supervisor").allow(SupervisorReader.KEYS);
        return new SupervisorReader(faults, children, NodeNames.of(node)).read(section);
    }
}
