package io.coppice.host.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one child of a running node. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows one child of a running node: its spec, its state, its counters and its last crash.")
final class InspectCommand implements Callable<Integer> {

    @Mixin
    private ChildArguments child = new ChildArguments();

    @Override
    public Integer call() {
        return child.talk(client -> {
            var json = client.get(child.url());
            if (child.wantsJson()) {
                child.out().println(json.encodePrettily());
            } else {
                ChildText.of(json).forEach(child.out()::println);
            }
        });
    }
}
