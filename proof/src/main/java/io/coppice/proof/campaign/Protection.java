package io.coppice.proof.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jboss.byteman.agent.Main;

/**
 * Something that the host does for acknowledged writes, and that a campaign can take away from its nodes, to see that it is
 * missed. No switch for it is shipped: rules of Byteman change the classes of the nodes while they are loaded.
 */
public enum Protection {
    /** After a node is lost nothing is acknowledged until there are enough copies again. */
    GATE,
    /** A write whose backups do not answer is not taken for done. */
    INDETERMINATE,
    /** A write of an owner that has been replaced is refused. */
    EPOCH;

    /** What a node prints when it does without. */
    String sign() {
        return "WITHOUT " + this;
    }

    /**
     * The option of a node's JVM that takes it away.
     *
     * @param folder where the rules are written
     */
    String removal(Path folder) throws IOException {
        String name = name().toLowerCase(Locale.ROOT) + ".btm";
        Path rules = folder.resolve(name);
        try (InputStream resource = Protection.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IOException("there are no rules " + name);
            }
            Files.write(rules, resource.readAllBytes());
        }
        return "-javaagent:" + agent() + "=script:" + rules;
    }

    private static Path agent() throws IOException {
        try {
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
