package io.coppice.host.cli;

import io.vertx.core.json.JsonArray;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a running node as a configuration has it. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = "Starts, stops, restarts and moves children of a running node until it is as a file has it.")
final class ApplyCommand implements Callable<Integer> {

    @Mixin
    private PlanArguments arguments = new PlanArguments();

    @Override
    public Integer call() {
        return arguments.run(
                "apply",
                answer -> answer.getJsonArray("failures", new JsonArray()).isEmpty() ? ExitCode.DONE : ExitCode.CHILD);
    }
}
