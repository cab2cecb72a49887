package io.coppice.host.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what a running node would do to be as a configuration has it. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description =
                "Tells what a running node would start, stop, restart and move to be as a file has it; exits with 4"
                        + " if there is anything.")
final class PlanCommand implements Callable<Integer> {

    @Mixin
    private PlanArguments arguments = new PlanArguments();

    @Override
    public Integer call() {
        return arguments.run(
                "plan", answer -> PlanArguments.steps(answer).isEmpty() ? ExitCode.DONE : ExitCode.CHANGES);
    }
}
