package io.coppice.host.cli;

import io.coppice.host.Host;
import io.coppice.host.HostException;
import io.coppice.host.config.ConfigException;
import io.coppice.host.config.HostConfig;
import io.coppice.host.logging.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a node in the foreground. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a node in the foreground, until a signal stops it.")
final class RunCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(paramLabel = "CONFIG", arity = "0..1", description = "The configuration file; default conf/host.json.")
    private @Nullable Path file;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--log-level",
            paramLabel = "error|warn|info|debug",
            defaultValue = "info",
            description = "Which log entries are written; debug tells of every start and stop.")
    private Level logLevel = Level.INFO;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        HostConfig config;
        try {
            config = options.load(file == null ? DefaultConfig.file() : file, err);
        } catch (ConfigException wrong) {
            wrong.faults().forEach(err::println);
            return ExitCode.CONFIGURATION;
        }
        Logging.use(config.log(), logLevel);
        Foreground foreground = new Foreground(spec.commandLine().getOut(), err);
        try {
            return foreground.run(Host.of(config, foreground));
        } catch (HostException e) {
            err.println("coppice: " + e.getMessage());
            return Foreground.exitCode(e);
        }
    }
}
