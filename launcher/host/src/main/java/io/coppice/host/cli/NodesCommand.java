package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the nodes of a running node's cluster. */
@Command(
        name = "nodes",
        mixinStandardHelpOptions = true,
        description = "Lists the nodes that a running node sees, those that have been there longest first.")
final class NodesCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            JsonObject answer = remote.client().get("/api/nodes");
            if (remote.output() == RemoteOptions.Output.json) {
                out.println(answer.encodePrettily());
            } else {
                lines(answer.getJsonArray("nodes", new JsonArray())).forEach(out::println);
                if (!answer.getBoolean("majority", true)) {
                    err.println("coppice: these are not the majority: what is kept in the cluster cannot be changed");
                }
            }
            return ExitCode.DONE;
        } catch (ObserverClient.Failure failure) {
            err.println("coppice: " + failure.getMessage());
            return failure.exitCode();
        }
    }

    /** {@code a  127.0.0.1:5701  asked}. */
    static List<String> lines(JsonArray nodes) {
        List<String> names = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            names.add(Printable.of(nodes.getJsonObject(i).getString("node", "?")));
            addresses.add(Printable.of(nodes.getJsonObject(i).getString("address", "no cluster")));
        }
        int nameWidth = width(names);
        int addressWidth = width(addresses);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            boolean isAsked = nodes.getJsonObject(i).getBoolean("self", false);
            String line = padded(names.get(i), nameWidth) + "  " + padded(addresses.get(i), addressWidth);
            lines.add((line + (isAsked ? "  asked" : "")).stripTrailing());
        }
        return lines;
    }

    private static int width(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
