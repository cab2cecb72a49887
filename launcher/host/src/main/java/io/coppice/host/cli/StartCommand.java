package io.coppice.host.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts a child of a running node that is stopped or parked. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts a child of a running node that is stopped or parked.")
final class StartCommand implements Callable<Integer> {

    @Mixin
    private ChildArguments child = new ChildArguments();

    @Override
    public Integer call() {
        return child.act("start", "started");
    }
}
