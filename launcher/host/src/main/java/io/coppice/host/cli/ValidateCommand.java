package io.coppice.host.cli;

import io.coppice.host.config.ConfigException;
import io.coppice.host.config.Fault;
import io.coppice.host.config.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration and starts nothing. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Checks a configuration: prints every fault and exits 3 if there is any,"
                + " else the worst cases of the tree and the traps in it.")
final class ValidateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", description = "The configuration file.")
    @SuppressWarnings("NullAway.Init") // Required, so picocli sets it.
    private Path file;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How the result is printed.")
    private RemoteOptions.Output output = RemoteOptions.Output.text;

    @Override
    public Integer call() {
        try {
            good(new TreeSummary(file, options.load(file, spec.commandLine().getErr())));
            return ExitCode.DONE;
        } catch (ConfigException wrong) {
            faulty(wrong.faults());
            return ExitCode.CONFIGURATION;
        }
    }

    private void good(TreeSummary tree) {
        PrintWriter out = spec.commandLine().getOut();
        if (output == RemoteOptions.Output.json) {
            out.println(
                    json(List.of(), tree.warnings()).put("tree", tree.toJson()).encodePrettily());
        } else {
            out.println(file + ": ok");
            tree.warnings().forEach(warning -> out.println("warning: " + warning));
            tree.lines().forEach(line -> out.println(Printable.of(line)));
        }
    }

    private void faulty(List<Fault> faults) {
        PrintWriter out = spec.commandLine().getOut();
        if (output == RemoteOptions.Output.json) {
            out.println(json(faults, List.of()).encodePrettily());
        } else {
            faults.forEach(out::println);
        }
    }

    private JsonObject json(List<Fault> faults, List<Fault> warnings) {
        return new JsonObject()
                .put("file", file.toString())
                .put("faults", json(faults))
                .put("warnings", json(warnings));
    }

    private static JsonArray json(List<Fault> faults) {
        JsonArray list = new JsonArray();
        faults.forEach(fault -> list.add(new JsonObject()
                .put("file", fault.file())
                .put("pointer", fault.pointer())
                .put("message", fault.message())
                .put("suggestion", fault.suggestion())));
        return list;
    }
}
