package io.coppice.host.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops a child of a running node in order, and starts it again. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = "Stops a child of a running node in order, and starts it again.")
final class RestartCommand implements Callable<Integer> {

    @Mixin
    private ChildArguments child = new ChildArguments();

    @Override
    public Integer call() {
        return child.act("restart", "restarted");
    }
}
