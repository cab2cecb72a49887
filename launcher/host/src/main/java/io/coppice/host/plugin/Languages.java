package io.coppice.host.plugin;

import io.coppice.host.config.NearestWord;
import io.coppice.host.config.PluginDescriptor;
import io.coppice.host.config.StartCheck;
import io.coppice.host.config.WorkerConfig;
import io.coppice.language.Confined;
import io.coppice.language.Language;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildStart;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The languages that a {@code start} may name, as {@code LANGUAGE:NAME}; without a prefix it is Java. */
public final class Languages implements StartCheck, AutoCloseable {

    private static final String DEFAULT_PREFIX = "java";

    private final Language java;
    private final LanguagePacks packs;
    private final Plugins plugins;

    private Languages(Language java, LanguagePacks packs, Plugins plugins) {
        this.java = java;
        this.packs = packs;
        this.plugins = plugins;
    }

    /** All languages, with the plugins of a catalog. */
    public static Languages of(PluginCatalog catalog) {
        return of(new Plugins(catalog, Map.of()));
    }

    /** All languages, with the installation's components and the plugins of a folder, for a node that runs them. */
    public static Languages of(Path folder, PluginCopies copies) {
        // First: what changes meanwhile is news.
        Map<Path, Fingerprint> scanned = look(folder);
        Plugins plugins = new Plugins(PluginCatalog.ofInstallationAnd(folder, copies), scanned);
        try {
            PluginFolder.disabled(copies).forEach(id -> plugins.setDisabled(id, true));
        } catch (IOException e) {
            throw new UncheckedIOException("the list of disabled plugins cannot be read", e);
        }
        return of(plugins);
    }

    private static Map<Path, Fingerprint> look(Path folder) {
        try {
            return FolderLook.at(folder, Map.of());
        } catch (NoSuchFileException | NotDirectoryException none) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin folder " + folder + " cannot be read", e);
        }
    }

    /** All languages, with plugins that may change. */
    static Languages of(Plugins plugins) {
        return new Languages(
                new JavaLanguage(plugins::catalog, plugins.loaders()),
                LanguagePacks.of(plugins.catalog().folders()),
                plugins);
    }

    /**
     * Removes what an earlier run of the node has left behind; to be called before anything is started. It blocks.
     *
     * @param dataFolder of the node, which no other node uses
     */
    public void cleanUp(Path dataFolder) {
        packs.cleanUp(dataFolder.resolve("languages"));
    }

    Plugins plugins() {
        return plugins;
    }

    @Override
    public Optional<Problem> check(String start, @Nullable String plugin) {
        Optional<Language> language = language(start);
        if (language.isPresent()) {
            return refusedScript(start, plugin)
                    .or(() -> language.get()
                            .check(name(start), plugin)
                            .map(problem -> new Problem(problem.key(), problem.message(), problem.suggestion())));
        }
        String prefix = prefix(start);
        if (LanguagePacks.KNOWN.contains(prefix)) {
            return Optional.of(new Problem(
                    "start", "the language pack \"" + prefix + "\" is not installed", packs.advice(prefix)));
        }
        List<String> prefixes = Stream.concat(Stream.of(DEFAULT_PREFIX), LanguagePacks.KNOWN.stream())
                .toList();
        String advice = NearestWord.of(prefix, prefixes)
                .map(near -> "did you mean \"" + near + ":\"?")
                .orElseGet(() -> "known: " + String.join(":, ", prefixes) + ":");
        return Optional.of(new Problem("start", "unknown language \"" + prefix + ":\"", advice));
    }

    /** What is refused as a plugin does not run by its file's name either; a broken jar has no class to be found. */
    private Optional<Problem> refusedScript(String start, @Nullable String plugin) {
        if (prefix(start).equals(DEFAULT_PREFIX) && !start.endsWith(JavaSources.ENDING)) {
            return Optional.empty();
        }
        String file = plugin == null ? name(start).split("/", 2)[0] : plugin;
        return plugins.catalog().broken().entrySet().stream()
                .filter(entry -> PluginFile.nameOf(entry.getKey()).equals(file))
                .map(entry -> new Problem("start", entry.getKey() + " cannot be used: " + entry.getValue(), ""))
                .findFirst();
    }

    @Override
    public Map<String, PluginDescriptor> descriptors() {
        Map<String, PluginDescriptor> byId = new LinkedHashMap<>();
        plugins.catalog().plugins().forEach(plugin -> byId.putIfAbsent(plugin.id(), plugin.descriptor()));
        return byId;
    }

    @Override
    public Optional<String> brokenPlugin(String id) {
        return plugins.catalog().broken().entrySet().stream()
                .filter(entry -> PluginFile.of(entry.getKey())
                        .filter(file -> file.id().equals(id))
                        .isPresent())
                .map(entry -> entry.getKey() + " cannot be used: " + entry.getValue())
                .findFirst();
    }

    /** What a supervisor is given for a worker whose {@code start} passed the {@link #check}. */
    public ChildStart startOf(WorkerConfig worker) {
        return new PluginStart(this, worker);
    }

    /** What its next start runs, with the newest version of its plugin. */
    public VerticleStart resolve(WorkerConfig worker) {
        Language language = language(worker.start())
                .orElseThrow(() -> new IllegalArgumentException("unknown language of " + worker.start()));
        Language.Program program = language.find(name(worker.start()), worker.plugin());
        DeploymentOptions options = new DeploymentOptions()
                .setConfig(worker.config())
                .setThreadingModel(program.threading().orElse(worker.threading()))
                .setClassLoader(program.classLoader());
        List<String> addresses = GrantedAddresses.of(worker, file(worker), ownerOf(worker));
        Callable<Deployable> confined = () -> {
            Deployable made = program.factory().call();
            if (made instanceof Confined guest) {
                guest.confineTo(addresses);
            }
            return made;
        };
        // Java is trusted, and what plugins have made is known by the class of its factory.
        boolean isJava = prefix(worker.start()).equals(DEFAULT_PREFIX);
        return new VerticleStart(description(worker), isJava ? program.factory() : confined, options);
    }

    /** The first name of what is started in the plugin folder: a file, or a folder. */
    private static String file(WorkerConfig worker) {
        return name(worker.start()).split("/", 2)[0];
    }

    String description(WorkerConfig worker) {
        return prefix(worker.start()) + ":" + name(worker.start());
    }

    /** The plugin that it runs. */
    Optional<Plugin> ownerOf(WorkerConfig worker) {
        return plugins.ownerOf(prefix(worker.start()), name(worker.start()), Optional.ofNullable(worker.plugin()));
    }

    private Optional<Language> language(String start) {
        String prefix = prefix(start);
        return prefix.equals(java.prefix()) ? Optional.of(java) : packs.language(prefix);
    }

    private static String prefix(String start) {
        int colon = start.indexOf(':');
        return colon < 0 ? DEFAULT_PREFIX : start.substring(0, colon);
    }

    private static String name(String start) {
        return start.substring(start.indexOf(':') + 1);
    }

    /** Closes the class loaders; for when nothing of the plugins runs any more. */
    @Override
    public void close() {
        try {
            packs.close();
        } finally {
            plugins.close();
        }
    }
}
