package io.coppice.host.cli;

import io.coppice.host.observer.ObserverToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The file in which a node of this machine keeps its token: whoever can read it has the right to what the node does.
 *
 * <p>The node says which it is. As that might be anybody who listens at the URL, nothing is taken but a file of the right
 * name, for its owner's eyes alone, that has a token and nothing else, and only where who names it proves to know that token.
 */
final class TokenFile {

    private static final int LONGEST = 2_048;
    private static final int HTTP_PORT = 80;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private final URI url;
    private final String nonce;

    /** The one of the node at a URL. */
    TokenFile(URI url) {
        this.url = url;
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        this.nonce = HexFormat.of().formatHex(random);
    }

    /** The number for which the node's proof is wanted. */
    String nonce() {
        return nonce;
    }

    /** The token in the file that is named in this refusal. */
    String tokenBy(JsonObject refusal) throws ObserverClient.Failure {
        if (!(refusal.getValue("token_file") instanceof String name)) {
            throw failure("what answers at " + url + " wants a token; name it with --token");
        }
        if (url.getHost() == null || !LOOPBACK.matcher(url.getHost()).matches()) {
            throw failure(url + " may be another machine; name the token of its node with --token");
        }
        String token = read(name);
        int port = url.getPort() < 0 ? HTTP_PORT : url.getPort();
        if (!ObserverToken.proof(token, nonce, port).equals(refusal.getValue("token_proof"))) {
            throw failure("what answers at " + url + " does not prove that it knows the token in " + name
                    + ", which it was not given; if it is the node, name its token with --token");
        }
        return token;
    }

    private static String read(String name) throws ObserverClient.Failure {
        try {
            Path file = Path.of(name);
            if (file.endsWith(ObserverToken.FILE)
                    && Files.isRegularFile(file)
                    && Files.getPosixFilePermissions(file).equals(OWNER_ONLY)
                    && Files.size(file) <= LONGEST) {
                String token =
                        Files.readString(file, StandardCharsets.ISO_8859_1).strip();
                if (ObserverToken.isToken(token)) {
                    return token;
                }
            }
        } catch (IOException | InvalidPathException e) {
            throw unusable(name, e.toString());
        }
        throw unusable(name, "no token of the user's own is there");
    }

    private static ObserverClient.Failure unusable(String name, String why) {
        return failure("this needs the node's token, in " + name + ", which cannot be used (" + why
                + "); name it with --token");
    }

    private static ObserverClient.Failure failure(String text) {
        return new ObserverClient.Failure(ExitCode.SOFTWARE, text);
    }
}
