package io.coppice.host.plugin;

import io.coppice.host.config.NearestWord;
import io.coppice.host.config.StartCheck;
import io.coppice.host.config.WorkerConfig;
import io.coppice.supervision.VerticleStart;
import io.vertx.core.DeploymentOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The languages that a {@code start} may name, as {@code LANGUAGE:NAME}; without a prefix it is Java. */
public final class Languages implements StartCheck, AutoCloseable {

    private static final String DEFAULT_PREFIX = "java";

    private final List<Language> languages;
    private final PluginLoaders loaders;

    private Languages(List<Language> languages, PluginLoaders loaders) {
        this.languages = languages;
        this.loaders = loaders;
    }

    /** All languages, with the plugins of a catalog. */
    public static Languages of(PluginCatalog catalog) {
        PluginLoaders loaders = new PluginLoaders();
        return new Languages(List.of(new JavaLanguage(catalog, loaders)), loaders);
    }

    @Override
    public Optional<Problem> check(String start, @Nullable String plugin) {
        Optional<Language> language = language(start);
        if (language.isPresent()) {
            return language.get().check(name(start), plugin);
        }
        List<String> prefixes = languages.stream().map(Language::prefix).toList();
        String advice = NearestWord.of(prefix(start), prefixes)
                .map(near -> "did you mean \"" + near + ":\"?")
                .orElseGet(() -> "known: " + String.join(":, ", prefixes) + ":");
        return Optional.of(new Problem("start", "unknown language \"" + prefix(start) + ":\"", advice));
    }

    /** What a supervisor starts for a worker whose {@code start} passed the {@link #check}. */
    public VerticleStart resolve(WorkerConfig worker) {
        Language language = language(worker.start())
                .orElseThrow(() -> new IllegalArgumentException("unknown language of " + worker.start()));
        Language.Program program = language.find(name(worker.start()), worker.plugin());
        DeploymentOptions options = new DeploymentOptions()
                .setConfig(worker.config())
                .setThreadingModel(worker.threading())
                .setClassLoader(program.classLoader());
        return new VerticleStart(language.prefix() + ":" + name(worker.start()), program.factory(), options);
    }

    private Optional<Language> language(String start) {
        return languages.stream()
                .filter(language -> language.prefix().equals(prefix(start)))
                .findFirst();
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
        loaders.close();
    }
}
