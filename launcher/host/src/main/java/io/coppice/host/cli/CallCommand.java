package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends a message to an address of a running node and prints the reply. */
@Command(
        name = "call",
        mixinStandardHelpOptions = true,
        description = "Sends a message to an address of a running node's event bus, and prints the reply as JSON.")
final class CallCommand implements Callable<Integer> {

    @Mixin
    private BusArguments message = new BusArguments();

    @Override
    public Integer call() {
        return message.run("call", this::print);
    }

    private void print(JsonObject answer) {
        Object reply = answer.getValue("body");
        // What is escaped was in a string, where JSON may have it escaped as well.
        message.out()
                .println(
                        message.output() == RemoteOptions.Output.json && reply instanceof JsonObject object
                                ? object.encodePrettily()
                                : Printable.of(Json.encode(reply)));
    }
}
