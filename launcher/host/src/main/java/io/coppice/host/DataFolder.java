package io.coppice.host;

import io.coppice.host.bridge.Bridges;
import io.coppice.host.observer.ObserverToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder in which a node keeps what outlives its process; no other node can use it until it is closed. */
final class DataFolder implements AutoCloseable {

    private final Path path;
    /** Open for as long as the folder is locked: the lock goes with it, also when the process is killed. */
    private final FileChannel lock;

    private final ObserverToken token;

    private DataFolder(Path path, FileChannel lock, ObserverToken token) {
        this.path = path;
        this.lock = lock;
        this.token = token;
    }

    /** Makes it, and the observer's token in it, where they do not exist, and locks it. */
    static DataFolder prepare(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel lock = lock(path);
            try {
                return new DataFolder(path, lock, ObserverToken.in(path));
            } catch (IOException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw failure(path, "cannot be used: " + reason(e), e);
        }
    }

    /** The file stays when the node ends: a node that removed it could remove the next one's. */
    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            channel.close();
            throw usedByAnother(path, ofThisProcess);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw usedByAnother(path, new IOException("locked by another process"));
    }

    private static HostException usedByAnother(Path path, Exception cause) {
        return failure(path, "is used by another node", cause);
    }

    private static HostException failure(Path path, String why, Exception cause) {
        return new HostException(HostException.Part.DATA_FOLDER, "the data folder " + path + " " + why, cause);
    }

    /** The messages of Java's exceptions for files are mostly the name of the file alone. */
    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "there is a file in its place";
        }
        if (failure instanceof FileSystemException named) {
            return named.getReason() == null ? "nothing can be made there" : named.getReason();
        }
        return failure.getMessage() == null ? "it cannot be written" : failure.getMessage();
    }

    ObserverToken token() {
        return token;
    }

    /** What clients of its bridges have to know; made where there is none. */
    ObserverToken bridgeToken() {
        try {
            return ObserverToken.in(path, Bridges.TOKEN_FILE);
        } catch (IOException e) {
            throw failure(path, "cannot be used: " + reason(e), e);
        }
    }

    /** Where Vert.x unpacks the resources of jars; emptied by Vert.x when it closes. */
    Path cache() {
        return path.resolve("cache");
    }

    /** Where the copies are from which plugins run. */
    Path plugins() {
        return path.resolve("plugins");
    }

    /** Lets another node use it. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of the data folder " + path + " cannot be released", e);
        }
    }
}
