package io.coppice.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The copies from which plugins run, so that nobody changes a jar that is open. */
public final class PluginCopies implements PluginCatalog.Copying {

    private final Path folder;
    private final AtomicLong count = new AtomicLong();

    private PluginCopies(Path folder) {
        this.folder = folder;
    }

    /** Those in a folder that is this node's alone; what an earlier run has left there is removed. */
    public static PluginCopies in(Path folder) {
        try {
            delete(folder);
            Files.createDirectories(folder);
            return new PluginCopies(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " for copies of plugins cannot be used", e);
        }
    }

    /** The list of plugins that are disabled; beside the copies, as it stays. */
    Path disabled() {
        return folder.resolveSibling("plugins-disabled.txt");
    }

    /** Copies a plugin whole, under its own name. */
    @Override
    public Path copy(Path source) throws IOException, PluginException {
        Fingerprint before = Fingerprint.of(source);
        Path copy = newFolder().resolve(PluginFile.nameOf(source));
        copyAll(source, copy);
        if (!Fingerprint.of(source).equals(before)) {
            discard(copy);
            throw new PluginException("it was changed while it was read");
        }
        return copy;
    }

    /** An empty one, for what {@link #discard} removes. */
    Path newFolder() throws IOException {
        return Files.createDirectories(folder.resolve(Long.toString(count.incrementAndGet())));
    }

    static void copyAll(Path source, Path target) throws IOException {
        for (Path file : PluginTree.of(source, Integer.MAX_VALUE)) {
            Path to = target.resolve(source.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(to);
            } else {
                Files.copy(file, to);
            }
        }
    }

    /** With its links as they are: the interpreter is the machine's. */
    static void copyVirtualEnvironment(Path source, Path target) throws IOException {
        Path environment = PluginTree.virtualEnvironment(source);
        if (!Files.isDirectory(environment)) {
            return;
        }
        try (Stream<Path> files = Files.walk(environment)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** The copy that a plugin runs from, where it is one of these, goes. */
    void remove(Plugin plugin) throws IOException {
        discard(plugin.files());
    }

    @Override
    public void discard(Path copy) throws IOException {
        if (copy.startsWith(folder)) {
            delete(folder.resolve(folder.relativize(copy).getName(0)));
        }
    }

    static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
