package io.coppice.host.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The user's plugin folder, as far as the node writes to it, and the list of what is disabled. */
final class PluginFolder {

    private final Path path;
    private final PluginCopies copies;

    PluginFolder(Path path, PluginCopies copies) {
        this.path = path;
        this.copies = copies;
    }

    Path path() {
        return path;
    }

    /** Reads a plugin from elsewhere, as it will be in this folder. */
    Plugin read(Path file) throws PluginException, IOException {
        if (!Files.exists(file)) {
            throw new PluginException("there is no file " + file);
        }
        Path name = path.resolve(PluginFile.nameOf(file));
        Plugin read = PluginCatalog.readCopy(file, copies);
        return new Plugin(name, read.files(), read.descriptor(), false, read.jars(), read.classFiles());
    }

    /** Puts it there whole: whoever looks sees all of it or nothing. */
    void put(Path file, Path target, Optional<Path> before) throws IOException {
        if (file.toAbsolutePath().normalize().equals(target)) {
            return;
        }
        Files.createDirectories(path);
        Path part = path.resolve("." + PluginFile.nameOf(target) + ".part");
        PluginCopies.delete(part);
        PluginCopies.copyAll(file, part);
        FileSafety.close(part);
        if (Files.isDirectory(target)) {
            PluginCopies.delete(target);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (before.isPresent() && !before.get().equals(target)) {
            PluginCopies.delete(before.get());
        }
    }

    void rememberDisabled(Collection<String> ids) throws IOException {
        Files.write(copies.disabled(), new TreeSet<>(ids));
    }

    static List<String> disabled(PluginCopies copies) throws IOException {
        try {
            return Files.readAllLines(copies.disabled());
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }
}
