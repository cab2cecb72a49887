package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the children of a running node by their paths: a line each, which {@code grep} and {@code awk} can work with. */
@Command(name = "ps", mixinStandardHelpOptions = true, description = "Lists the children of a running node as a table.")
final class PsCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<JsonObject> children = new ArrayList<>();
            List<String> hidden = new ArrayList<>();
            collect(remote.client().get("/api/tree"), children, hidden);
            if (remote.output() == RemoteOptions.Output.json) {
                out.println(new JsonArray(children).encodePrettily());
            } else {
                List<List<String>> rows = children.stream()
                        .map(child -> ChildRow.of(Printable.of(child.getString("path", "?")), child))
                        .toList();
                ChildRow.lines(rows, Ansi.AUTO.enabled()).forEach(out::println);
            }
            hidden.forEach(spec.commandLine().getErr()::println);
            return ExitCode.DONE;
        } catch (ObserverClient.Failure failure) {
            spec.commandLine().getErr().println("coppice: " + Printable.of(failure.getMessage()));
            return failure.exitCode();
        }
    }

    private static void collect(JsonObject node, List<JsonObject> children, List<String> hidden) {
        JsonArray below = node.getJsonArray("children", new JsonArray());
        JsonObject alone = node.copy();
        alone.remove("children");
        children.add(alone);
        for (int i = 0; i < below.size(); i++) {
            collect(below.getJsonObject(i), children, hidden);
        }
        int more = node.getInteger("child_count", 0) - below.size();
        if (more > 0) {
            hidden.add(Printable.of(node.getString("path", "?")) + " has " + more + " more");
        }
    }
}
