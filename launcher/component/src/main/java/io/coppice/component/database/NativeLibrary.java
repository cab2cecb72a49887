package io.coppice.component.database;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library, kept out of the machine's temporary folder.
 *
 * <p>The driver unpacks it there at each start of the JVM and deletes it at an orderly exit, so that every {@code kill -9} would
 * leave a megabyte behind. Here it is unpacked beside the database and unlinked as soon as it is mapped.
 *
 * <p>It is loaded once a process: two copies of SQLite that have one file open take each other's locks away.
 */
final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String FOLDER_PROPERTY = "org.sqlite.tmpdir";

    private NativeLibrary() {}

    /** Loads the library if this process has not yet. */
    static synchronized void load(Path folder) throws IOException {
        Files.createDirectories(folder);
        String before = System.getProperty(FOLDER_PROPERTY);
        System.setProperty(FOLDER_PROPERTY, folder.toString());
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            throw new IOException("SQLite's native library could not be loaded from " + folder + ": " + e, e);
        } finally {
            if (before == null) {
                System.clearProperty(FOLDER_PROPERTY);
            } else {
                System.setProperty(FOLDER_PROPERTY, before);
            }
        }
        sweep(folder);
    }

    /** Deletes what this start and killed ones before it unpacked. */
    private static void sweep(Path folder) throws IOException {
        try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (Path file : unpacked) {
                try {
                    Files.deleteIfExists(file);
                } catch (FileSystemException e) {
                    // Windows does not delete a file that is mapped; the next start will.
                    LOG.debug("{} stays until the next start", file, e);
                }
            }
        }
    }
}
