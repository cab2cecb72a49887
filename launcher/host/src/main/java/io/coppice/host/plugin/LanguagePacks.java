package io.coppice.host.plugin;

import io.coppice.language.Language;
import io.coppice.language.LanguagePack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The language packs: those of the class path, and those of the installation, a folder {@code languages/PREFIX} of jars with
 * a class loader of its own, which is made when the language is first needed.
 */
final class LanguagePacks implements AutoCloseable {

    /** Those that there are, whether they are installed or not. */
    static final List<String> KNOWN = List.of("groovy", "js", "process", "python", "wasm");

    private final List<Path> pluginFolders;
    private final @Nullable Path installed;
    private final Map<String, Optional<Opened>> opened = new HashMap<>();

    private LanguagePacks(List<Path> pluginFolders, @Nullable Path installed) {
        this.pluginFolders = pluginFolders;
        this.installed = installed;
    }

    /**
     * A pack in use.
     *
     * @param loader its class loader; null where it is the host's
     */
    private record Opened(
            LanguagePack pack, Language language, @Nullable URLClassLoader loader) {}

    static LanguagePacks of(List<Path> pluginFolders) {
        Path home = PluginCatalog.home();
        return new LanguagePacks(pluginFolders, home == null ? null : home.resolve("languages"));
    }

    /** The language with this prefix; empty where its pack is not installed. */
    synchronized Optional<Language> language(String prefix) {
        return opened(prefix).map(Opened::language);
    }

    private Optional<Opened> opened(String prefix) {
        return KNOWN.contains(prefix) ? opened.computeIfAbsent(prefix, this::open) : Optional.empty();
    }

    private Optional<Opened> open(String prefix) {
        return pack(prefix, LanguagePacks.class.getClassLoader())
                .map(pack -> new Opened(pack, pack.open(pluginFolders), null))
                .or(() -> openInstalled(prefix));
    }

    private Optional<Opened> openInstalled(String prefix) {
        List<Path> jars = jars(prefix);
        if (jars.isEmpty()) {
            return Optional.empty();
        }
        URL[] urls = jars.stream().map(LanguagePacks::url).toArray(URL[]::new);
        // A pack is a part of the installation, and may see all of the host.
        URLClassLoader loader = new URLClassLoader("language " + prefix, urls, LanguagePacks.class.getClassLoader());
        return pack(prefix, loader).map(pack -> new Opened(pack, pack.open(pluginFolders), loader));
    }

    private static Optional<LanguagePack> pack(String prefix, @Nullable ClassLoader loader) {
        return ServiceLoader.load(LanguagePack.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .filter(pack -> pack.prefix().equals(prefix))
                .findFirst();
    }

    private List<Path> jars(String prefix) {
        Path folder = installed == null ? null : installed.resolve(prefix);
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the language pack " + folder + " cannot be read", unreadable);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException("every file has a URL: " + jar, impossible);
        }
    }

    /** What to do where a pack is missing. */
    String advice(String prefix) {
        String jar = "coppice-language-" + prefix + ".jar";
        return installed == null
                ? "add " + jar + " to the class path"
                : "add the folder " + installed.resolve(prefix) + " of the distribution, with " + jar + " in it";
    }

    /** As {@link Languages#cleanUp}. */
    synchronized void cleanUp(Path folder) {
        for (String prefix : KNOWN) {
            Path left = folder.resolve(prefix);
            if (Files.isDirectory(left)) {
                opened(prefix).ifPresent(language -> cleanUp(language, left));
            }
        }
    }

    private static void cleanUp(Opened language, Path folder) {
        try {
            language.pack().cleanUp(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "what " + language.pack().prefix() + " left in " + folder + " cannot be removed", e);
        }
    }

    @Override
    public synchronized void close() {
        UncheckedIOException failure = null;
        for (Optional<Opened> each : opened.values()) {
            each.map(Opened::language).ifPresent(Language::close);
            URLClassLoader loader = each.map(Opened::loader).orElse(null);
            try {
                if (loader != null) {
                    loader.close();
                }
            } catch (IOException e) {
                failure = new UncheckedIOException("the class loader of a language cannot be closed", e);
            }
        }
        opened.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
