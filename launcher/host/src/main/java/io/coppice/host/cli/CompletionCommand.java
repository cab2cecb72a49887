package io.coppice.host.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script with which a shell completes the commands and options. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script with which a shell completes commands and options, as in:"
                + " source <(coppice completion bash)")
final class CompletionCommand implements Callable<Integer> {

    /** The shells that there is a script for. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "bash|zsh|fish", description = "The shell.")
    @SuppressWarnings("NullAway.Init") // It is required.
    private Shell shell;

    @Override
    public Integer call() {
        CommandLine coppice = spec.root().commandLine();
        String name = spec.root().name();
        String script = switch (shell) {
            // It is one script, which finds out in which of the two it runs.
            case bash, zsh -> AutoComplete.bash(name, coppice);
            case fish -> FishCompletion.of(name.toLowerCase(Locale.ROOT), coppice.getCommandSpec());
        };
        spec.commandLine().getOut().print(script);
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }
}
