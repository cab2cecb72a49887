package io.coppice.language;

import io.coppice.language.Language.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of plugins in some folders, by the names that a {@code start} gives them: {@code greeter.py} is in the plugin
 * folder itself, {@code greeter/main.py}, or {@code main.py} of the plugin {@code greeter}, in its own.
 */
public final class PluginFiles {

    private static final int MOST_NAMED = 10;

    private final List<Path> folders;

    public PluginFiles(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /**
     * A file of a plugin, both without symbolic links.
     *
     * @param folder all that the plugin may see of the plugin folder
     * @param file what is started, in that folder
     */
    public record PluginFile(Path folder, Path file) {}

    /** Why there is no such file; empty when there is one. */
    public Optional<Problem> check(String name, @Nullable String plugin) {
        try {
            find(name, plugin);
            return Optional.empty();
        } catch (NotFound missing) {
            return Optional.of(missing.problem);
        }
    }

    /**
     * The file with this name.
     *
     * @throws NotFound if there is none within the folders
     */
    public PluginFile find(String name, @Nullable String plugin) {
        if (name.isEmpty() || Path.of(name).isAbsolute()) {
            throw new NotFound("start", "\"" + name + "\" is no file of a plugin", "write it relative to " + places());
        }
        List<Path> roots = plugin == null ? folders : pluginFolders(plugin);
        for (Path root : roots) {
            Path file = root.resolve(name);
            if (Files.isRegularFile(file)) {
                return within(root, file, plugin != null);
            }
        }
        throw new NotFound("start", "there is no file " + name + " in " + shown(roots), others(roots, name));
    }

    private List<Path> pluginFolders(String plugin) {
        List<Path> found = folders.stream()
                .map(folder -> folder.resolve(plugin))
                .filter(Files::isDirectory)
                .toList();
        if (found.isEmpty() || plugin.contains("/") || plugin.startsWith(".")) {
            throw new NotFound("plugin", "no plugin folder is called \"" + plugin + "\"", "looked in " + places());
        }
        return found;
    }

    /** A link may lead anywhere: what counts is where the file is. */
    private static PluginFile within(Path root, Path file, boolean rootIsPlugin) {
        try {
            Path realRoot = root.toRealPath();
            Path realFile = file.toRealPath();
            if (!realFile.startsWith(realRoot)) {
                throw new NotFound("start", file + " is outside of " + realRoot, "a plugin's files are in its folder");
            }
            Path below = realRoot.relativize(realFile);
            Path folder = rootIsPlugin || below.getNameCount() == 1 ? realRoot : realRoot.resolve(below.getName(0));
            return new PluginFile(folder, realFile);
        } catch (IOException unreadable) {
            throw new NotFound("start", file + " cannot be read: " + unreadable.getMessage(), "");
        }
    }

    private String places() {
        return shown(folders);
    }

    private static String shown(List<Path> folders) {
        return folders.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private static String others(List<Path> roots, String name) {
        String ending = name.contains(".") ? name.substring(name.lastIndexOf('.')) : "";
        List<String> names = roots.stream()
                .flatMap(root -> namesIn(root).stream())
                .filter(other -> other.endsWith(ending))
                .limit(MOST_NAMED)
                .toList();
        return names.isEmpty() ? "" : "there is " + String.join(", ", names);
    }

    private static List<String> namesIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the plugin folder " + folder + " cannot be read", unreadable);
        }
    }

    /** There is no such file. */
    public static final class NotFound extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        NotFound(String key, String message, String suggestion) {
            super(message + (suggestion.isEmpty() ? "" : "; " + suggestion));
            this.problem = new Problem(key, message, suggestion);
        }
    }
}
