package io.coppice.supervision.spec;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A supervisor: its flags and, unless it is dynamic, its children in start order.
 *
 * @param strategy which children are restarted together; a dynamic supervisor has {@code one_for_one}
 * @param maxRestarts how many restarts are allowed within the window; OTP calls it intensity; 0 or more
 * @param window the length of the sliding window; OTP calls it period; more than 0
 * @param autoShutdown whether the end of significant children ends the supervisor; {@code never} for a dynamic one
 * @param dynamic whether it starts empty and gets its children at run time (S17)
 * @param maxChildren the most children that a dynamic supervisor runs; empty for no limit
 * @param children empty for a dynamic supervisor
 */
public record SupervisorSpec(
        RestartStrategy strategy,
        int maxRestarts,
        Duration window,
        AutoShutdown autoShutdown,
        boolean dynamic,
        OptionalInt maxChildren,
        List<ChildSpec> children)
        implements ChildStart {

    /** Elixir's default; OTP's is 1. */
    public static final int DEFAULT_MAX_RESTARTS = 3;

    public static final Duration DEFAULT_WINDOW = Duration.ofSeconds(5);

    public SupervisorSpec {
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(autoShutdown, "autoShutdown");
        Objects.requireNonNull(maxChildren, "maxChildren");
        window = Times.bounded(window);
        children = List.copyOf(children);
        if (maxRestarts < 0) {
            throw new IllegalArgumentException("max_restarts must be 0 or more, not " + maxRestarts);
        }
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("max_seconds must be more than 0, not " + window.toSeconds());
        }
        if (dynamic && strategy != RestartStrategy.ONE_FOR_ONE) {
            throw new IllegalArgumentException(
                    "a dynamic supervisor has the strategy one_for_one, not " + strategy.word());
        }
        if (dynamic && !children.isEmpty()) {
            throw new IllegalArgumentException("a dynamic supervisor starts without children");
        }
        if (dynamic && autoShutdown != AutoShutdown.NEVER) {
            throw new IllegalArgumentException(
                    "a dynamic supervisor has the auto_shutdown never, not " + autoShutdown.word());
        }
        if (!dynamic && maxChildren.isPresent()) {
            throw new IllegalArgumentException("max_children is for dynamic supervisors");
        }
        if (maxChildren.isPresent() && maxChildren.getAsInt() < 1) {
            throw new IllegalArgumentException("max_children must be 1 or more, not " + maxChildren.getAsInt());
        }
        if (strategy != RestartStrategy.ONE_FOR_ONE
                && children.stream().anyMatch(child -> child.extras().isPlaced())) {
            throw new IllegalArgumentException("a child with the placement cluster needs the strategy one_for_one, not "
                    + strategy.word() + ": its siblings cannot be restarted with it on another node");
        }
        Set<String> ids = new HashSet<>(2 * children.size());
        for (ChildSpec child : children) {
            if (!ids.add(child.id())) {
                throw new IllegalArgumentException("two children have the id " + child.id());
            }
            if (child.significant() && autoShutdown == AutoShutdown.NEVER) {
                throw new IllegalArgumentException(
                        "child " + child.id() + " is significant, but auto_shutdown is never");
            }
        }
    }

    /** Whether a cluster has a child below it once. */
    boolean hasPlacedChild() {
        return children.stream()
                .anyMatch(child -> child.extras().isPlaced()
                        || (child.start() instanceof SupervisorSpec nested && nested.hasPlacedChild()));
    }

    /** A static supervisor with the default window. */
    public static SupervisorSpec of(RestartStrategy strategy, ChildSpec... children) {
        return new SupervisorSpec(
                strategy,
                DEFAULT_MAX_RESTARTS,
                DEFAULT_WINDOW,
                AutoShutdown.NEVER,
                false,
                OptionalInt.empty(),
                List.of(children));
    }

    /** A dynamic supervisor with the default window and no limit of children. */
    public static SupervisorSpec ofDynamic() {
        return new SupervisorSpec(
                RestartStrategy.ONE_FOR_ONE,
                DEFAULT_MAX_RESTARTS,
                DEFAULT_WINDOW,
                AutoShutdown.NEVER,
                true,
                OptionalInt.empty(),
                List.of());
    }

    public SupervisorSpec withWindow(int maxRestartsValue, Duration windowValue) {
        return new SupervisorSpec(
                strategy, maxRestartsValue, windowValue, autoShutdown, dynamic, maxChildren, children);
    }

    public SupervisorSpec withAutoShutdown(AutoShutdown value) {
        return new SupervisorSpec(strategy, maxRestarts, window, value, dynamic, maxChildren, children);
    }

    public SupervisorSpec withMaxChildren(int value) {
        return new SupervisorSpec(
                strategy, maxRestarts, window, autoShutdown, dynamic, OptionalInt.of(value), children);
    }

    @Override
    public String description() {
        return dynamic ? "dynamic supervisor" : "supervisor " + strategy.word();
    }

    @Override
    public ChildType type() {
        return ChildType.SUPERVISOR;
    }
}
