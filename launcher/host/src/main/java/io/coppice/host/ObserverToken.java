package io.coppice.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The secret that whoever changes something through the observer has to know: a file that only its owner can read. */
final class ObserverToken {

    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private ObserverToken() {}

    /** Creates the file once; a later start leaves it as it is. */
    static void create(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
            return;
        } catch (NoSuchFileException firstStart) {
            // Created below.
        }
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Path unfinished = Files.createTempFile(file.toAbsolutePath().getParent(), "observer", ".new", ownerOnly);
        Files.writeString(unfinished, HexFormat.of().formatHex(secret) + "\n");
        // Moved, so that nobody ever reads half a token.
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
