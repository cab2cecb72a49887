package io.coppice.host.cli;

import io.coppice.host.config.ConfigException;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.config.HostConfig;
import io.coppice.host.config.Printable;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that have precedence over a configuration file. */
final class ConfigOptions {

    @Option(names = "--node", paramLabel = "NAME", description = "The node's name, instead of the file's.")
    private @Nullable String node;

    @Option(names = "--data", paramLabel = "FOLDER", description = "The data folder, instead of the file's.")
    private @Nullable Path data;

    @Option(
            names = "--set",
            paramLabel = "PATH.TO.KEY=VALUE",
            description = "Sets one value of the configuration; children are named by id. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--log", paramLabel = "text|json", description = "How log entries are written.")
    private @Nullable String log;

    /** Loads it; jars that cannot be read are a line each on {@code err}, as they stop nothing. */
    HostConfig load(Path file, PrintWriter err) throws ConfigException {
        ConfigRequest request = request(file);
        List<Languages> opened = new ArrayList<>();
        try {
            return ConfigLoader.load(request, folder -> {
                PluginCatalog catalog = PluginCatalog.ofInstallationAnd(folder);
                catalog.broken().forEach((jar, why) -> warn(err, jar, why));
                Languages languages = Languages.of(catalog);
                opened.add(languages);
                return languages;
            });
        } finally {
            opened.forEach(Languages::close);
        }
    }

    /** What a running node can read without these options and without this environment. */
    JsonObject resolve(Path file) throws ConfigException {
        return ConfigLoader.resolve(request(file));
    }

    private ConfigRequest request(Path file) {
        List<String> all = new ArrayList<>(overrides);
        if (log != null) {
            all.add("log=\"" + log + "\"");
        }
        return new ConfigRequest(
                file,
                all,
                Optional.ofNullable(node),
                Optional.ofNullable(data),
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Runtime.version().feature());
    }

    private static void warn(PrintWriter err, Path jar, String why) {
        err.println(Printable.of("coppice: warning: the plugin " + jar + " cannot be used: " + why));
    }
}
