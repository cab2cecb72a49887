package io.coppice.language.js;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;
import org.jspecify.annotations.Nullable;

/**
 * All that an import or a {@code require} can see: the files of one folder, to read, and the module {@code coppice}. Files
 * in TypeScript are seen as the JavaScript that they are without their types.
 *
 * <p>What counts is where a file really is: neither {@code ..} nor a symbolic link leads out.
 */
final class ModuleFiles implements FileSystem {

    static final String SDK = "coppice";

    private static final List<String> ENDINGS = List.of("", ".js", ".cjs", ".cts", ".json", "/index.js");

    private final Path root;
    private final byte[] sdk;
    private final TypeScript typeScript;
    private final @Nullable CompiledFiles compiled;

    /**
     * Those of a folder.
     *
     * @param root a real path
     * @param sdk the text of the module {@code coppice}
     * @param compiled what was compiled of TypeScript before; null for a child of no node
     */
    ModuleFiles(Path root, byte[] sdk, TypeScript typeScript, @Nullable CompiledFiles compiled) {
        this.compiled = compiled;
        this.root = root;
        this.sdk = sdk;
        this.typeScript = typeScript;
    }

    private boolean isSdk(Path path) {
        return path.equals(root.resolve(SDK));
    }

    /** Where it really is. */
    private Path inside(Path path) throws IOException {
        Path absolute = toAbsolutePath(path).normalize();
        // Not even whether something is there may be seen outside.
        if (!absolute.startsWith(root)) {
            throw new AccessDeniedException(path + " is outside of " + root);
        }
        Path real = absolute.toRealPath();
        if (!real.startsWith(root)) {
            throw new AccessDeniedException(path + " leads out of " + root);
        }
        return real;
    }

    /** The file that a {@code require} in a folder names. */
    Path resolve(Path folder, String name) throws IOException {
        if (name.startsWith(".") || name.startsWith("/")) {
            return existing(folder.resolve(name), name);
        }
        for (Path at = folder; at != null && at.startsWith(root); at = at.getParent()) {
            Path candidate = at.resolve("node_modules").resolve(name).normalize();
            // Not even whether something is there may be seen outside.
            if (candidate.startsWith(root)
                    && ENDINGS.stream().anyMatch(ending -> Files.exists(Path.of(candidate + ending)))) {
                return existing(main(candidate), name);
            }
        }
        throw new NoSuchFileException("there is no module " + name + " in node_modules of " + folder);
    }

    /** What {@code package.json} of a package names. */
    private Path main(Path candidate) throws IOException {
        Path description = candidate.resolve("package.json");
        if (!Files.isRegularFile(description)) {
            return candidate;
        }
        String main = new JsonObject(Files.readString(inside(description))).getString("main");
        return main == null ? candidate : candidate.resolve(main);
    }

    private Path existing(Path file, String name) throws IOException {
        for (String ending : ENDINGS) {
            Path candidate = Path.of(file.normalize() + ending);
            if (candidate.startsWith(root) && Files.isRegularFile(candidate)) {
                return inside(candidate);
            }
        }
        throw new NoSuchFileException("there is no file " + name + " in " + root);
    }

    /** The JavaScript of a file. */
    String read(Path file) throws IOException {
        Path real = inside(file);
        String text = Files.readString(real);
        return TypeScript.is(real.toString())
                ? typeScript.compile(text, root.relativize(real).toString(), compiled)
                : text;
    }

    @Override
    public Path parsePath(URI uri) {
        throw new UnsupportedOperationException("imports are paths, not URLs: " + uri);
    }

    @Override
    public Path parsePath(String path) {
        return Path.of(path);
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options) throws IOException {
        if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE)) {
            throw new AccessDeniedException(path.toString());
        }
        if (!isSdk(toAbsolutePath(path))) {
            inside(path);
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (options.stream().anyMatch(option -> option != StandardOpenOption.READ)) {
            throw new AccessDeniedException(path.toString());
        }
        if (isSdk(toAbsolutePath(path))) {
            return new Bytes(sdk);
        }
        return TypeScript.is(path.toString())
                ? new Bytes(read(path).getBytes(StandardCharsets.UTF_8))
                : Files.newByteChannel(inside(path));
    }

    @Override
    public Path toAbsolutePath(Path path) {
        return root.resolve(path);
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
        return isSdk(toAbsolutePath(path)) ? toAbsolutePath(path) : inside(path);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return Files.readAttributes(inside(path), attributes);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        throw new AccessDeniedException(path.toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        throw new AccessDeniedException(path.toString());
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        throw new AccessDeniedException(path.toString());
    }

    /** A file that is none. */
    private static final class Bytes implements SeekableByteChannel {

        private final ByteBuffer bytes;

        Bytes(byte[] all) {
            this.bytes = ByteBuffer.wrap(all);
        }

        @Override
        public int read(ByteBuffer into) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(into.remaining(), bytes.remaining());
            into.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public long position() {
            return bytes.position();
        }

        @Override
        public SeekableByteChannel position(long position) {
            bytes.position((int) Math.min(position, bytes.limit()));
            return this;
        }

        @Override
        public long size() {
            return bytes.limit();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException("read only");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
