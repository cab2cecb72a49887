package io.coppice.host.observer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The secret that whoever changes something through the observer, or uses a bridge, has to know: a file that only its owner can read. */
public final class ObserverToken {

    /** The name of the observer's in the data folder. */
    public static final String FILE = "observer.token";

    /** The header with the number for which the node's proof is wanted. */
    public static final String NONCE_HEADER = "Coppice-Nonce";

    private static final Pattern NONCE = Pattern.compile("[0-9a-f]{32}");
    private static final String PROOF = "HmacSHA256";

    private static final int BYTES = 32;
    /** One that a person has put there may look otherwise than those made here. */
    private static final Pattern FORM = Pattern.compile("[!-~]{32,1024}");

    private static final Pattern SCHEME = Pattern.compile("(?i)bearer +");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final byte[] secret;

    private ObserverToken(Path file, String secret) {
        this.file = file;
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    }

    /** The observer's in this folder; where there is none, it is made first. */
    public static ObserverToken in(Path folder) throws IOException {
        return in(folder, FILE);
    }

    /** Reads the one with this name; where there is none, it is made first. */
    public static ObserverToken in(Path folder, String name) throws IOException {
        Path file = folder.resolve(name).toAbsolutePath();
        try {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        } catch (NoSuchFileException firstStart) {
            create(file);
        }
        String secret = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!isToken(secret)) {
            throw new IOException(name + " has no token of 32 to 1024 visible characters; remove it, and one is made");
        }
        return new ObserverToken(file, secret);
    }

    private static void create(Path file) throws IOException {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Path unfinished = Files.createTempFile(file.getParent(), "observer", ".new", ownerOnly);
        Files.writeString(unfinished, HexFormat.of().formatHex(secret) + "\n");
        // Moved, so that nobody ever reads half a token.
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether a text can be a token at all. */
    public static boolean isToken(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * What only those who know a token can say: so whoever is given a proof for a number that it has just made up knows that it
     * talks to one of them.
     *
     * @param nonce that number, in hexadecimal
     * @param port where the one who proves it listens: a proof that somebody else has passed on names another
     */
    public static String proof(String token, String nonce, int port) {
        try {
            Mac mac = Mac.getInstance(PROOF);
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.US_ASCII), PROOF));
            byte[] said = ("coppice observer " + port + " " + nonce).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(mac.doFinal(said));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + PROOF, impossible);
        }
    }

    /** The proof that this node knows its token; empty where what was sent is no nonce. */
    Optional<String> proof(@Nullable String nonce, int port) {
        return nonce != null && NONCE.matcher(nonce).matches()
                ? Optional.of(proof(new String(secret, StandardCharsets.US_ASCII), nonce, port))
                : Optional.empty();
    }

    public Path file() {
        return file;
    }

    /** Whether this is the value of an {@code Authorization} header that has it; wrong ones all take the same time. */
    public boolean isIn(@Nullable String authorization) {
        if (authorization == null || !SCHEME.matcher(authorization).lookingAt()) {
            return false;
        }
        String given = SCHEME.matcher(authorization).replaceFirst("");
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret);
    }
}
