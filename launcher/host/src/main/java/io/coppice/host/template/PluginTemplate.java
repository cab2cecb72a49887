package io.coppice.host.template;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A plugin to start from: a greeter in one of the languages, with its test, a README and a configuration that runs it. */
public enum PluginTemplate {
    java("pom.xml", "src/main/java/Greeter.java", "src/test/java/GreeterTest.java"),
    js("greeter.js", "lib/greeting.js", "package.json", "test/greeting.test.js"),
    python("greeter.py", "lib/greeting.py", "tests/test_greeting.py"),
    wasm("Makefile", "coppice.h", "greeter.c", "greeter.wasm", "test/greeter.test.mjs"),
    process("coppice_child.sh", "greeter.sh", "test/greeter_test.sh");

    /** What a name has to be, in words. */
    public static final String NAMES = "a letter, and then letters, digits, hyphens and underscores, 64 at most in all";

    /** It is an address, the id of a plugin and of a child, a folder, and part of JSON and of code. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

    private static final String PLACE = "@NAME@";

    @SuppressWarnings("ImmutableEnumChecker") // Nobody can change what Stream.toList answers.
    private final List<String> files;

    PluginTemplate(String... own) {
        this.files = Stream.concat(Stream.of("README.md", "host.json", "plugin.json"), Stream.of(own))
                .toList();
    }

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Makes the plugin; where that fails, nothing of it is left.
     *
     * @param folder a new folder, which is called as the plugin is
     * @return its files, relative to the folder
     * @throws java.nio.file.FileAlreadyExistsException if there is such a folder, or a file
     */
    public List<String> write(Path folder) throws IOException {
        String name = String.valueOf(folder.getFileName());
        if (!isName(name)) {
            throw new IllegalArgumentException("a plugin's name is " + NAMES + ", not " + name);
        }
        Files.createDirectory(folder);
        try {
            for (String file : files) {
                write(folder.resolve(file), contentOf(file, name));
            }
            ownersAlone(folder);
        } catch (IOException failure) {
            remove(folder, failure);
            throw failure;
        }
        return files;
    }

    private byte[] contentOf(String file, String name) throws IOException {
        try (InputStream in = PluginTemplate.class.getResourceAsStream(name() + "/" + file)) {
            byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
            return file.endsWith(".wasm")
                    ? bytes
                    : new String(bytes, StandardCharsets.UTF_8)
                            .replace(PLACE, name)
                            .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, content);
    }

    /** Whatever the user's umask is: a node refuses what others may write to. */
    private static void ownersAlone(Path folder) throws IOException {
        for (Path file : below(folder)) {
            boolean isRun = Files.isDirectory(file) || isProgram(file);
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view != null) {
                view.setPermissions(PosixFilePermissions.fromString(isRun ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static boolean isProgram(Path file) throws IOException {
        return file.toString().endsWith(".sh") && Files.readString(file).startsWith("#!");
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }

    private static void remove(Path folder, IOException failure) {
        try {
            List<Path> files = new ArrayList<>(below(folder));
            for (int i = files.size() - 1; i >= 0; i--) {
                Files.delete(files.get(i));
            }
        } catch (IOException left) {
            failure.addSuppressed(left);
        }
    }
}
