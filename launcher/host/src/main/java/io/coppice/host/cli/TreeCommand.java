package io.coppice.host.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Draws the supervision tree of a running node. */
@Command(name = "tree", mixinStandardHelpOptions = true, description = "Draws the supervision tree of a running node.")
final class TreeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonObject tree = remote.client().get("/api/tree");
            if (remote.output() == RemoteOptions.Output.json) {
                out.println(tree.encodePrettily());
            } else {
                // Ansi.AUTO knows about terminals and NO_COLOR.
                new TreeDrawing(Ansi.AUTO.enabled()).of(tree).forEach(out::println);
            }
            return ExitCode.DONE;
        } catch (ObserverClient.Failure failure) {
            spec.commandLine().getErr().println("coppice: " + failure.getMessage());
            return failure.exitCode();
        }
    }
}
