package io.coppice.host.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops a child of a running node; it stays down until somebody starts it. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Stops a child of a running node; it stays down until it is started.")
final class StopCommand implements Callable<Integer> {

    @Mixin
    private ChildArguments child = new ChildArguments();

    @Override
    public Integer call() {
        return child.act("stop", "stopped");
    }
}
