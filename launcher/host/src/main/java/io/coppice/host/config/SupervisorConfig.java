package io.coppice.host.config;

import io.coppice.supervision.spec.AutoShutdown;
import io.coppice.supervision.spec.RestartStrategy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * A supervisor: its flags and its children in start order.
 *
 * @param strategy which children are restarted together
 * @param maxRestarts how many restarts are allowed within the window
 * @param window the length of the window
 * @param autoShutdown whether the end of significant children ends it
 * @param dynamic whether it gets its children at run time
 * @param maxChildren the most children of a dynamic one; empty for no limit
 * @param children none for a dynamic one
 */
public record SupervisorConfig(
        RestartStrategy strategy,
        int maxRestarts,
        Duration window,
        AutoShutdown autoShutdown,
        boolean dynamic,
        OptionalInt maxChildren,
        List<ChildConfig> children)
        implements ChildConfig.Body {

    public SupervisorConfig {
        children = List.copyOf(children);
    }
}
