package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists and changes the plugins of a running node. */
@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        description = "Lists the plugins of a running node, and installs, reloads, disables and uninstalls them.")
final class PluginsCommand implements Runnable {

    /** The observer's own patience. */
    private static final int WAIT_MILLIS = 60_000;

    private static final int OK = 200;
    private static final String ID = "The plugin's id.";

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which: list, install FILE, reload ID, disable ID or uninstall ID?");
    }

    /** What a subcommand does with the node. */
    private interface Talk {
        void with(ObserverClient client) throws ObserverClient.Failure;
    }

    private int talk(RemoteOptions remote, Talk talk) {
        try {
            talk.with(remote.client());
            return ExitCode.DONE;
        } catch (ObserverClient.Failure failure) {
            spec.commandLine().getErr().println("coppice: " + Printable.of(failure.getMessage()));
            return failure.exitCode();
        }
    }

    private static JsonObject post(ObserverClient client, String action, JsonObject body)
            throws ObserverClient.Failure {
        ObserverClient.Answer answer = client.post("/api/plugins/" + action, body, WAIT_MILLIS);
        if (answer.status() != OK) {
            throw ObserverClient.refused(answer);
        }
        return answer.body();
    }

    /** Has it done, and says what on stderr, as there is no data. */
    private int change(RemoteOptions remote, String action, String key, String value) {
        return talk(remote, client -> {
            JsonObject done = post(client, action, new JsonObject().put(key, value));
            spec.commandLine().getErr().println(Printable.of(done.getString("done", value)));
        });
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists them: id, version, language, state, where each is used, and what is wrong.")
    int list(
            @Mixin RemoteOptions remote,
            @Option(
                            names = "--leaks",
                            description =
                                    "Collects garbage first, and lists what is still in memory of versions that were unloaded, and what holds it.")
                    boolean leaks) {
        return talk(remote, client -> {
            JsonObject answer = client.get("/api/plugins");
            if (leaks) {
                answer.mergeIn(post(client, "leaks", new JsonObject()));
            }
            if (remote.output() == RemoteOptions.Output.json) {
                spec.commandLine().getOut().println(answer.encodePrettily());
            } else {
                PluginTable.of(answer).forEach(spec.commandLine().getOut()::println);
            }
        });
    }

    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description =
                    "Deploys a jar, a script, a folder or a zip of one beside what runs of it, and puts it into the plugin"
                            + " folder.")
    int install(
            @Mixin RemoteOptions remote,
            @Parameters(
                            paramLabel = "FILE",
                            description = "The jar, script, folder or zip, on the machine of the node.")
                    Path file) {
        return change(remote, "install", "file", file.toAbsolutePath().toString());
    }

    @Command(
            name = "reload",
            mixinStandardHelpOptions = true,
            description = "Reads a plugin again and runs it in place of what runs; one that is disabled runs again.")
    int reload(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID", description = ID) String id) {
        return change(remote, "reload", "id", id);
    }

    @Command(
            name = "disable",
            mixinStandardHelpOptions = true,
            description = "Stops all that runs of a plugin, and of those that need it, until it is reloaded.")
    int disable(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID", description = ID) String id) {
        return change(remote, "disable", "id", id);
    }

    @Command(
            name = "uninstall",
            mixinStandardHelpOptions = true,
            description = "Stops all that runs of a plugin, and removes it from the plugin folder.")
    int uninstall(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID", description = ID) String id) {
        return change(remote, "uninstall", "id", id);
    }
}
