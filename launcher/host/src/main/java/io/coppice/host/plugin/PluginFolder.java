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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The user's plugin folder, as far as the node writes to it, and the list of what is disabled. */
final class PluginFolder {

    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);

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
        return new Plugin(name, read.files(), read.descriptor(), false, read.jars(), read.classFiles(), read.sources());
    }

    /** Unpacks a plugin from elsewhere, not in this folder yet; {@link #discard} it after. */
    Path unpack(Path zip) throws PluginException, IOException {
        Path unpacked = copies.newFolder();
        try {
            return PluginZip.unpack(zip, unpacked, PluginZip.Bounds.DEFAULT);
        } catch (PluginException unusable) {
            discard(unpacked);
            throw unusable;
        }
    }

    void discard(Path unpacked) throws IOException {
        copies.discard(unpacked);
    }

    /** A file that was put here, until it is known whether it stays. */
    static final class Placed {

        private final Path target;
        private final Path aside;
        private boolean isToStay;

        private Placed(Path target, Path aside, boolean isToStay) {
            this.target = target;
            this.aside = aside;
            this.isToStay = isToStay;
        }

        /** @param before the file that had the plugin before */
        void keep(Optional<Path> before) throws IOException {
            isToStay = true;
            PluginCopies.delete(aside);
            if (before.isPresent() && !before.get().equals(target)) {
                PluginCopies.delete(before.get());
            }
        }

        /** All is as it was; once. */
        void takeBack() {
            if (isToStay) {
                return;
            }
            isToStay = true;
            try {
                PluginCopies.delete(target);
                if (Files.exists(aside)) {
                    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                LOG.error("{} could not be put back as it was, from {}: {}", target, aside, e.toString());
            }
        }
    }

    /** Puts it there whole: whoever looks sees all of it or nothing. What was there is kept aside. */
    Placed place(Path file, Path target) throws IOException {
        Path aside = path.resolve("." + PluginFile.nameOf(target) + ".before");
        PluginCopies.delete(aside);
        if (file.toAbsolutePath().normalize().equals(target)) {
            return new Placed(target, aside, true);
        }
        Files.createDirectories(path);
        Path part = path.resolve("." + PluginFile.nameOf(target) + ".part");
        PluginCopies.delete(part);
        PluginCopies.copyAll(file, part);
        PluginCopies.copyVirtualEnvironment(file, part);
        FileSafety.close(part);
        if (Files.exists(target)) {
            Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        return new Placed(target, aside, false);
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
