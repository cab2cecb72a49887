package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells what happened last in a running node, and what happens. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Tells what happened last in a running node, the newest last, and with --follow what happens.")
final class EventsCommand implements Callable<Integer> {

    private static final int MOST = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Option(names = "--follow", description = "Go on with what happens, until the node stops.")
    private boolean follow;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many of those that have happened; default 20, at most 1000.")
    private int limit = 20;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Only of this source, such as supervisor or kv. May be repeated.")
    private List<String> sources = new ArrayList<>();

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    @Override
    public Integer call() {
        if (limit < 0 || limit > MOST) {
            throw new ParameterException(spec.commandLine(), "--limit must be from 0 to " + MOST + ", not " + limit);
        }
        StringBuilder path = new StringBuilder("/api/events?recent=" + limit + "&follow=" + follow);
        sources.forEach(source -> path.append("&source=").append(URLEncoder.encode(source, StandardCharsets.UTF_8)));
        PrintWriter out = spec.commandLine().getOut();
        try {
            remote.client().events(path.toString(), event -> {
                out.println(remote.output() == RemoteOptions.Output.json ? json(event) : text(event));
                out.flush();
            });
            return ExitCode.DONE;
        } catch (ObserverClient.Failure failure) {
            spec.commandLine().getErr().println("coppice: " + Printable.of(failure.getMessage()));
            return failure.exitCode();
        }
    }

    private static String json(ServerSentEvent event) {
        return new JsonObject()
                .put("id", event.id())
                .put("source", event.type())
                .put("event", event.data())
                .encode();
    }

    private static String text(ServerSentEvent event) {
        JsonObject data = event.data();
        if (event.type().equals("supervisor")) {
            String reason = data.getString("reason", "");
            return Printable.of(data.getString("at") + "  " + data.getString("path") + "  " + data.getString("event")
                    + (reason.equals("normal") ? "" : "  " + reason));
        }
        return Printable.of(event.type() + "  " + data.encode());
    }
}
