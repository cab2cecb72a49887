package io.coppice.host.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a child of a running node at once, as if it had crashed. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description = "Ends a child of a running node at once, as a crash: its supervisor does what it does then.")
final class KillCommand implements Callable<Integer> {

    @Mixin
    private ChildArguments child = new ChildArguments();

    @Override
    public Integer call() {
        return child.act("kill", "killed");
    }
}
