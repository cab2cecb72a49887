package io.coppice.host.plugin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The files of a plugin by their names in it, in a jar, a folder, or a script alone. */
final class PluginContent implements AutoCloseable {

    private static final int MOST_FILES = 50_000;
    private static final int LARGEST_TEXT = 256 * 1024;

    /** Opens one file. */
    @FunctionalInterface
    private interface Opener {
        InputStream open() throws IOException;
    }

    private final PluginFile.Kind kind;
    private final Path path;
    private final Map<String, Opener> files = new TreeMap<>();
    private final @Nullable ZipFile zip;

    private PluginContent(PluginFile.Kind kind, Path path, @Nullable ZipFile zip) {
        this.kind = kind;
        this.path = path;
        this.zip = zip;
    }

    static PluginContent of(PluginFile.Kind kind, Path path) throws IOException, PluginException {
        if (kind != PluginFile.Kind.JAR) {
            PluginContent content = new PluginContent(kind, path, null);
            content.listFolder();
            return content;
        }
        ZipFile zip = new ZipFile(path.toFile());
        try {
            PluginContent content = new PluginContent(kind, path, zip);
            content.listZip(zip);
            return content;
        } catch (PluginException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private void listZip(ZipFile opened) throws PluginException {
        if (opened.size() > MOST_FILES) {
            throw new PluginException("has more than " + MOST_FILES + " entries");
        }
        for (ZipEntry entry : (Iterable<ZipEntry>) opened.stream().map(ZipEntry.class::cast)::iterator) {
            String name = entry.getName();
            checkName(name);
            if (!entry.isDirectory()) {
                files.put(name, () -> opened.getInputStream(entry));
            }
        }
    }

    /** Refuses the name of an entry that would be elsewhere when it is unpacked. */
    static void checkName(String name) throws PluginException {
        if (name.startsWith("/")
                || name.contains("\\")
                || List.of(name.split("/", -1)).contains("..")) {
            throw new PluginException("has the entry \"" + name + "\", which leads out of it");
        }
    }

    private void listFolder() throws IOException, PluginException {
        List<Path> all = PluginTree.of(path, MOST_FILES + 1);
        if (all.size() > MOST_FILES) {
            throw new PluginException("has more than " + MOST_FILES + " files and folders");
        }
        for (Path file : all) {
            if (Files.isRegularFile(file)) {
                String name = path.equals(file)
                        ? PluginFile.nameOf(file)
                        : path.relativize(file).toString();
                files.put(name.replace('\\', '/'), () -> Files.newInputStream(file));
            }
        }
    }

    List<String> names() {
        return List.copyOf(files.keySet());
    }

    /** The text of a file of it; empty where it has none of this name. */
    Optional<String> text(String name) throws IOException, PluginException {
        Opener file = files.get(name);
        if (file == null) {
            return Optional.empty();
        }
        try (InputStream in = file.open()) {
            byte[] bytes = in.readNBytes(LARGEST_TEXT + 1);
            if (bytes.length > LARGEST_TEXT) {
                throw new PluginException(name + ": is larger than " + LARGEST_TEXT + " bytes");
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** What the manifest of a jar says is to be deployed. */
    Optional<String> mainVerticle() throws IOException, PluginException {
        Optional<String> manifest = text("META-INF/MANIFEST.MF");
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = manifest.get().getBytes(StandardCharsets.UTF_8);
        return Optional.ofNullable(new Manifest(new ByteArrayInputStream(bytes))
                .getMainAttributes()
                .getValue(new Attributes.Name("Main-Verticle")));
    }

    /** Where Java classes of it may be: a jar itself, the jars in a folder and in its {@code lib}. */
    List<Path> jars() {
        return switch (kind) {
            case JAR -> List.of(path);
            case SCRIPT -> List.of();
            case FOLDER ->
                files.keySet().stream()
                        .filter(name -> name.matches("(lib/)?[^/]+\\.jar"))
                        .map(path::resolve)
                        .toList();
        };
    }

    /**
     * The SHA-256 of the lines {@code HEX  NAME} of all files in the order of their names, as {@code sha256sum} prints them.
     *
     * @param without the names of those that do not count
     */
    String digest(List<String> without) throws IOException {
        MessageDigest lines = sha256();
        for (Map.Entry<String, Opener> file : files.entrySet()) {
            if (!without.contains(file.getKey())) {
                String line = hex(digestOf(file.getValue())) + "  " + file.getKey() + "\n";
                lines.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return "sha256:" + hex(lines.digest());
    }

    private static byte[] digestOf(Opener file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(file.open(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return digest.digest();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Override
    public void close() throws IOException {
        if (zip != null) {
            zip.close();
        }
    }
}
