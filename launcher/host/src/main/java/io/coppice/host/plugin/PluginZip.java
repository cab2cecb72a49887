package io.coppice.host.plugin;

import io.coppice.host.config.ConfigException;
import io.coppice.host.config.DescriptorReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The zip of a plugin's folder: its {@code plugin.json} is at the top, or in a folder that alone is at the top. What leads out of
 * it, is a link, or too large, is refused; sizes are counted, not believed. It blocks.
 */
final class PluginZip {

    static final String ENDING = ".zip";

    /** Small files may shrink to next to nothing. */
    private static final long ALWAYS_ALLOWED = 1024 * 1024;

    private static final int CHUNK = 64 * 1024;
    private static final int SHOWN = 200;

    /**
     * How much may come out of one.
     *
     * @param entries files and folders
     * @param bytes those of all files
     * @param ratio so many bytes for each of the zip's own
     */
    record Bounds(int entries, long bytes, int ratio) {

        static final Bounds DEFAULT = new Bounds(50_000, 512L * 1024 * 1024, 100);
    }

    private final Path zip;
    private final Path into;
    private final Bounds bounds;
    private final long zipSize;
    private long unpacked;

    private PluginZip(Path zip, Path into, Bounds bounds) throws IOException {
        this.zip = zip;
        this.into = into;
        this.bounds = bounds;
        this.zipSize = Files.size(zip);
    }

    static boolean isOne(Path file) {
        return PluginFile.nameOf(file).endsWith(ENDING) && Files.isRegularFile(file);
    }

    /**
     * Unpacks one.
     *
     * @param folder an empty folder
     * @return the plugin's folder in it, which is called as the plugin is
     */
    static Path unpack(Path zip, Path folder, Bounds bounds) throws PluginException {
        try {
            Path content = Files.createDirectory(folder.resolve(".unpacked"));
            new PluginZip(zip, content, bounds).unpack();
            Path plugin = pluginIn(content);
            if (Files.exists(PluginTree.virtualEnvironment(plugin))) {
                throw new PluginException("has a virtual environment, which is made where the plugin is: leave it out");
            }
            return Files.move(plugin, folder.resolve(idOf(plugin)));
        } catch (PluginException unusable) {
            throw new PluginException(zip + " " + unusable.getMessage(), unusable);
        } catch (IOException broken) {
            throw new PluginException(zip + " cannot be unpacked: " + broken.getMessage(), broken);
        }
    }

    private void unpack() throws IOException, PluginException {
        List<ZipDirectory.Entry> directory = ZipDirectory.of(zip, bounds.entries());
        try (ZipFile file = new ZipFile(zip.toFile())) {
            List<? extends ZipEntry> entries = file.stream().toList();
            if (!entries.stream()
                    .map(ZipEntry::getName)
                    .toList()
                    .equals(directory.stream().map(ZipDirectory.Entry::name).toList())) {
                throw new PluginException("can be read in more than one way, or has names that are not UTF-8");
            }
            for (int i = 0; i < entries.size(); i++) {
                unpack(file, entries.get(i), directory.get(i));
            }
        }
    }

    private void unpack(ZipFile file, ZipEntry entry, ZipDirectory.Entry known) throws PluginException {
        String name = entry.getName();
        PluginContent.checkName(name);
        if (!known.isPlain()) {
            throw new PluginException("has the entry \"" + shown(name)
                    + "\", which is a link or a device: only files and folders are unpacked");
        }
        try {
            Path target = into.resolve(name);
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else {
                Files.createDirectories(target.resolveSibling(""));
                try (InputStream in = file.getInputStream(entry);
                        // What is there was put there by another entry.
                        OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
                    copy(in, out, name);
                }
                if (known.isExecutable() && !target.toFile().setExecutable(true)) {
                    throw new IOException("it cannot be made executable");
                }
            }
        } catch (IOException | InvalidPathException failure) {
            throw new PluginException(
                    "has the entry \"" + shown(name) + "\", which cannot be unpacked: " + failure, failure);
        }
    }

    private void copy(InputStream in, OutputStream out, String name) throws IOException, PluginException {
        byte[] chunk = new byte[CHUNK];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            unpacked += count;
            checkSize(name);
            out.write(chunk, 0, count);
        }
    }

    private void checkSize(String name) throws PluginException {
        if (unpacked > bounds.bytes()) {
            throw new PluginException("is too large: with the entry \"" + shown(name) + "\" it has more than "
                    + bounds.bytes() + " bytes unpacked");
        }
        if (unpacked > ALWAYS_ALLOWED && unpacked / bounds.ratio() >= zipSize) {
            throw new PluginException("is packed too tightly: with the entry \"" + shown(name) + "\" it has more than "
                    + bounds.ratio() + " times its own " + zipSize + " bytes unpacked");
        }
    }

    private static String shown(String name) {
        return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "...";
    }

    private static Path pluginIn(Path content) throws IOException, PluginException {
        if (Files.isRegularFile(content.resolve(PluginFile.DESCRIPTOR))) {
            return content;
        }
        try (Stream<Path> top = Files.list(content)) {
            List<Path> all = top.toList();
            if (all.size() == 1 && Files.isRegularFile(all.get(0).resolve(PluginFile.DESCRIPTOR))) {
                return all.get(0);
            }
        }
        throw new PluginException("is no plugin: it has no " + PluginFile.DESCRIPTOR
                + " at its top, nor in a folder that alone is at its top");
    }

    private static String idOf(Path plugin) throws IOException, PluginException {
        try (PluginContent content = PluginContent.of(PluginFile.Kind.FOLDER, plugin)) {
            String text = content.text(PluginFile.DESCRIPTOR).orElseThrow();
            return DescriptorReader.read(PluginFile.DESCRIPTOR, text).id();
        } catch (ConfigException wrong) {
            throw new PluginException("has a descriptor with faults:\n" + wrong.getMessage(), wrong);
        }
    }
}
