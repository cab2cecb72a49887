package io.coppice.proof.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.byteman.agent.Main;

/** Rules of Byteman, which change the classes of a node while they are loaded: the files beside this class. */
final class Rules {

    private Rules() {}

    /**
     * The option of a node's JVM with which it keeps to all of these.
     *
     * @param folder where they are written
     */
    static String option(Path folder, List<String> names) throws IOException {
        List<String> scripts = new ArrayList<>();
        for (String name : names) {
            Path file = folder.resolve(name + ".btm");
            try (InputStream resource = Rules.class.getResourceAsStream(name + ".btm")) {
                if (resource == null) {
                    throw new IOException("there are no rules " + name);
                }
                Files.write(file, resource.readAllBytes());
            }
            scripts.add("script:" + file);
        }
        return "-javaagent:" + agent() + "=" + String.join(",", scripts);
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
