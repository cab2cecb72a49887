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
import java.util.Set;

/**
 * The file in which a node of this machine keeps its token: whoever can read it has the right to what the node does.
 *
 * <p>The node says which it is. As that might be anybody who listens at the URL, nothing is taken but a file of the right
 * name, for its owner's eyes alone, that has a token and nothing else.
 */
final class TokenFile {

    private static final int LONGEST = 2_048;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private TokenFile() {}

    /** The token in the file that is named in this refusal. */
    static String named(JsonObject refusal, URI url) throws ObserverClient.Failure {
        if (!(refusal.getValue("token_file") instanceof String name)) {
            throw new ObserverClient.Failure(
                    ExitCode.SOFTWARE, "what answers at " + url + " wants a token; name it with --token");
        }
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
        return new ObserverClient.Failure(
                ExitCode.SOFTWARE,
                "this needs the node's token, in " + name + ", which cannot be used (" + why
                        + "); name it with --token");
    }
}
