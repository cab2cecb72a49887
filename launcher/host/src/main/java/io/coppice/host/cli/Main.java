package io.coppice.host.cli;

import io.coppice.host.config.NearestWord;
import io.coppice.host.config.Printable;
import io.coppice.host.logging.Logging;
import java.io.PrintWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code coppice} command. */
@Command(
        name = "coppice",
        description = "Runs verticles as a supervision tree.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            ValidateCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            TreeCommand.class,
            PsCommand.class,
            InspectCommand.class,
            StartCommand.class,
            StopCommand.class,
            RestartCommand.class,
            KillCommand.class,
            CrashesCommand.class,
            EventsCommand.class,
            CallCommand.class,
            SendCommand.class,
            PublishCommand.class,
            BenchCommand.class,
            NodesCommand.class,
            PluginsCommand.class,
            NewCommand.class,
            SchemaCommand.class,
            CompletionCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] args) {
        // Vert.x would look for a logging library by itself; this way there is nothing to look for.
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        int exitCode = commandLine().execute(args);
        Logging.flush();
        System.exit(exitCode);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::softwareError);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "which command?");
        }
    }

    private static int wrongUsage(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        if (wrong instanceof UnmatchedArgumentException unmatched && command.getParent() == null) {
            Set<String> known = command.getSubcommands().keySet();
            String given = unmatched.getUnmatched().get(0);
            err.println("coppice: unknown command \"" + Printable.of(given) + "\"; "
                    + NearestWord.of(given, known)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("known: " + String.join(", ", known)));
        } else {
            err.println("coppice: " + Printable.of(String.valueOf(wrong.getMessage())));
        }
        err.println("for help: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int softwareError(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("coppice: a mistake in this program: " + failure);
        failure.printStackTrace(command.getErr());
        return ExitCode.SOFTWARE;
    }
}
