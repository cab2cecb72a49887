package io.coppice.host.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends a message to all who listen at an address of a running node's event bus. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = "Sends a message to all who listen at an address of a running node's event bus.")
final class PublishCommand implements Callable<Integer> {

    @Mixin
    private BusArguments message = new BusArguments();

    @Override
    public Integer call() {
        return message.run("publish", answer -> {});
    }
}
