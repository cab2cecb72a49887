package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the last crashes in a running node, with what came of each. */
@Command(
        name = "crashes",
        mixinStandardHelpOptions = true,
        description = "Lists the last crashes in a running node, the newest first, with what came of each.")
final class CrashesCommand implements Callable<Integer> {

    private static final int MOST = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(paramLabel = "PATH", arity = "0..1", description = "Only those at this path and below, such as /kv.")
    private @Nullable String path;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many; default 20, at most 1000.")
    private int limit = 20;

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    @Override
    public Integer call() {
        if (limit < 0 || limit > MOST) {
            throw new ParameterException(spec.commandLine(), "--limit must be from 0 to " + MOST + ", not " + limit);
        }
        if (path != null && !path.startsWith("/")) {
            throw new ParameterException(spec.commandLine(), "PATH must begin with a slash, as in /kv/registry");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            String query = "?limit=" + limit
                    + (path == null ? "" : "&path=" + URLEncoder.encode(path, StandardCharsets.UTF_8));
            JsonObject answer = remote.client().get("/api/crashes" + query);
            if (remote.output() == RemoteOptions.Output.json) {
                out.println(answer.encodePrettily());
            } else {
                JsonArray crashes = answer.getJsonArray("crashes", new JsonArray());
                CrashTable.of(crashes).forEach(out::println);
                if (crashes.isEmpty() && limit > 0) {
                    String where = path == null ? "" : " at " + Printable.of(path) + " or below it";
                    spec.commandLine().getErr().println("coppice: no crashes" + where);
                }
            }
            return ExitCode.DONE;
        } catch (ObserverClient.Failure failure) {
            spec.commandLine().getErr().println("coppice: " + failure.getMessage());
            return failure.exitCode();
        }
    }
}
