package io.coppice.host.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that talk to a running node. */
final class RemoteOptions {

    /** How a command prints its data. */
    enum Output {
        text,
        json
    }

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:4001",
            description = "The node's observer; default ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // It has a default.
    private URI url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:COPPICE_TOKEN}",
            description =
                    "The node's token, which changes need; default the environment's COPPICE_TOKEN, or else the file that the node"
                            + " has written.")
    private @Nullable String token;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How the data is printed.")
    private Output output = Output.text;

    ObserverClient client() {
        return new ObserverClient(url, token);
    }

    Output output() {
        return output;
    }
}
