package io.coppice.host.plugin;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The files and folders of a plugin, itself among them. A virtual environment of Python's in it is none of its files: it is
 * made where the plugin is, and run there.
 */
final class PluginTree {

    private static final String VIRTUAL_ENVIRONMENT = ".venv";

    private PluginTree() {}

    static Path virtualEnvironment(Path plugin) {
        return plugin.resolve(VIRTUAL_ENVIRONMENT);
    }

    /** Whether it is where a virtual environment has its interpreter: a link to that of the machine. */
    static boolean isInterpreter(Path plugin, Path file) {
        return virtualEnvironment(plugin).resolve("bin").equals(file.getParent())
                && PluginFile.nameOf(file).startsWith("python");
    }

    /** In the order of their paths. */
    static List<Path> of(Path plugin, int most) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(plugin, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                return visited.equals(virtualEnvironment(plugin)) ? FileVisitResult.SKIP_SUBTREE : add(visited);
            }

            @Override
            public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) {
                return add(visited);
            }

            private FileVisitResult add(Path visited) {
                found.add(visited);
                return found.size() < most ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }
        });
        found.sort(null);
        return found;
    }
}
