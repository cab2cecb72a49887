package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands take that are about one child of a running node. */
final class ChildArguments {

    /** The observer's own patience. */
    private static final int WAIT_MILLIS = 60_000;

    private static final int OK = 200;

    /** The command that has them. */
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PATH", description = "The child's path in the tree, such as /kv/registry.")
    @SuppressWarnings("NullAway.Init") // It is required.
    private String path;

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    /** Has something done with the child, and says what on stderr, as there is no data. */
    int act(String action, String done) {
        return talk(client -> {
            ObserverClient.Answer answer = client.post(url() + "/" + action, new JsonObject(), WAIT_MILLIS);
            if (answer.status() != OK) {
                throw ObserverClient.refused(answer);
            }
            spec.commandLine().getErr().println(Printable.of(path) + " " + done);
        });
    }

    /** What a command does with the node. */
    interface Talk {
        void with(ObserverClient client) throws ObserverClient.Failure;
    }

    int talk(Talk talk) {
        if (!path.startsWith("/")) {
            throw new ParameterException(
                    spec.commandLine(), "PATH must begin with a slash, as in /kv/registry, not " + path);
        }
        try {
            talk.with(remote.client());
            return ExitCode.DONE;
        } catch (ObserverClient.Failure failure) {
            spec.commandLine().getErr().println("coppice: " + Printable.of(failure.getMessage()));
            return failure.exitCode();
        }
    }

    /** The child's place at the observer. */
    String url() {
        return "/api/children"
                + Arrays.stream(path.split("/", -1))
                        .map(id -> URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"))
                        .collect(Collectors.joining("/"));
    }

    boolean wantsJson() {
        return remote.output() == RemoteOptions.Output.json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
