package io.coppice.host.plugin;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/** Refuses plugins that others may write to, or whose links lead out of the plugin folder: who writes them runs them. */
final class FileSafety {

    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private FileSafety() {}

    /**
     * Looks at a plugin and all in it.
     *
     * @param folder the plugin folder that it is in
     */
    static void check(Path plugin, Path folder) throws IOException, PluginException {
        checkWriters(folder);
        Path inside = Files.isDirectory(plugin, LinkOption.NOFOLLOW_LINKS) ? plugin.toRealPath() : folder.toRealPath();
        PluginException[] found = new PluginException[1];
        Files.walkFileTree(plugin, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                return visit(visited);
            }

            @Override
            public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) throws IOException {
                return visit(visited);
            }

            private FileVisitResult visit(Path visited) throws IOException {
                try {
                    checkLink(visited);
                    if (!PluginTree.isInterpreter(plugin, visited)) {
                        checkPlace(visited, inside);
                    }
                    checkWriters(visited);
                    return FileVisitResult.CONTINUE;
                } catch (PluginException unsafe) {
                    found[0] = unsafe;
                    return FileVisitResult.TERMINATE;
                }
            }
        });
        if (found[0] != null) {
            throw found[0];
        }
    }

    private static void checkLink(Path file) throws PluginException {
        if (!Files.exists(file)) {
            throw new PluginException(file + " is a link that leads nowhere");
        }
    }

    private static void checkPlace(Path file, Path inside) throws IOException, PluginException {
        Path real = file.toRealPath();
        if (!real.startsWith(inside)) {
            throw new PluginException(
                    file + " leads to " + real + ", outside of " + inside + "; put the file itself there");
        }
    }

    /** Lets nobody but the owner write to a plugin and all in it. */
    static void close(Path plugin) throws IOException {
        try (Stream<Path> files = Files.walk(plugin)) {
            for (Path file : files.toList()) {
                PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
                // What a link leads to may be the machine's.
                if (view != null && !Files.isSymbolicLink(file)) {
                    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
                    permissions.removeAll(OTHERS_WRITE);
                    view.setPermissions(permissions);
                }
            }
        }
    }

    private static void checkWriters(Path file) throws IOException, PluginException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS_WRITE::contains)) {
            throw new PluginException(
                    "others than its owner may write to " + file + ", and so to what runs here; chmod go-w " + file);
        }
    }
}
