package io.coppice.host.cli;

import io.coppice.host.config.ConfigException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a configuration and starts nothing. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Checks a configuration: prints every fault, and exits 3 if there is any.")
final class ValidateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", description = "The configuration file.")
    @SuppressWarnings("NullAway.Init") // Required, so picocli sets it.
    private Path file;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            options.load(file, spec.commandLine().getErr());
            out.println(file + ": ok");
            return ExitCode.DONE;
        } catch (ConfigException wrong) {
            wrong.faults().forEach(out::println);
            return ExitCode.CONFIGURATION;
        }
    }
}
