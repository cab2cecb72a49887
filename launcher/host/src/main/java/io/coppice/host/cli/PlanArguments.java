package io.coppice.host.cli;

import io.coppice.host.config.ConfigException;
import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands take that compare a configuration with a running node. */
final class PlanArguments {

    private static final int WAIT_MILLIS = 60_000;
    private static final int OK = 200;

    /** The command that has them. */
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "CONFIG", description = "The configuration file that the node is to have.")
    @SuppressWarnings("NullAway.Init") // It is required.
    private Path file;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    /**
     * Checks the file here, and asks the node.
     *
     * @param route {@code plan} or {@code apply}
     * @param exitCode of a good answer
     */
    int run(String route, ToIntFunction<JsonObject> exitCode) {
        PrintWriter err = spec.commandLine().getErr();
        JsonObject request;
        try {
            options.load(file, err);
            Path folder = file.toAbsolutePath().normalize().getParent();
            request = new JsonObject().put("config", options.resolve(file)).put("folder", String.valueOf(folder));
        } catch (ConfigException wrong) {
            wrong.faults().forEach(err::println);
            return ExitCode.CONFIGURATION;
        }
        try {
            ObserverClient.Answer answer = remote.client().post("/api/" + route, request, WAIT_MILLIS);
            if (answer.status() != OK) {
                answer.body()
                        .getJsonArray("faults", new JsonArray())
                        .forEach(fault -> err.println(Printable.of("" + fault)));
                throw ObserverClient.refused(answer);
            }
            print(answer.body());
            return exitCode.applyAsInt(answer.body());
        } catch (ObserverClient.Failure failure) {
            err.println("coppice: " + Printable.of(failure.getMessage()));
            return failure.exitCode();
        }
    }

    private void print(JsonObject answer) {
        PrintWriter out = spec.commandLine().getOut();
        if (remote.output() == RemoteOptions.Output.json) {
            out.println(answer.encodePrettily());
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Object step : steps(answer)) {
            JsonObject json = (JsonObject) step;
            rows.add(List.of(
                    Printable.of(json.getString("step", "?")),
                    Printable.of(json.getString("path", "?")),
                    Printable.of(json.getString("why", ""))));
        }
        Columns.plain().of(rows).forEach(out::println);
        if (rows.isEmpty()) {
            spec.commandLine().getErr().println("the node is as " + file + " has it");
        }
        answer.getJsonArray("failures", new JsonArray())
                .forEach(failure -> spec.commandLine().getErr().println("coppice: " + Printable.of("" + failure)));
    }

    static JsonArray steps(JsonObject answer) {
        return answer.getJsonArray("steps", new JsonArray());
    }
}
