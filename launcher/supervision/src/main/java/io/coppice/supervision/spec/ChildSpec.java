package io.coppice.supervision.spec;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a supervisor starts, restarts and stops one child.
 *
 * @param id its name, unique in its supervisor and a segment of its path: not empty, no slash, no {@code #}
 * @param start what it runs
 * @param restart when it is started again; permanent by default
 * @param significant whether its end counts for {@link AutoShutdown}; not for a permanent child
 * @param shutdown how long it may take to stop; 5000 ms for a worker, infinity for a supervisor by default
 * @param startTimeout how long it may take to start; empty for no limit, as in OTP. 60 s for a worker and no limit for a
 *     supervisor by default, whose children have limits of their own
 * @param instances how many children under this one id: {@code web#0}, {@code web#1}, ...; 1 by default
 * @param extras what it asks for beyond OTP's rules; nothing by default
 */
public record ChildSpec(
        String id,
        ChildStart start,
        RestartType restart,
        boolean significant,
        Shutdown shutdown,
        Optional<Duration> startTimeout,
        int instances,
        Extras extras) {

    /** The start limit of a worker whose spec names none, and of any child's wait for addresses that has none. */
    public static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(60);

    private static final Optional<Duration> DEFAULT_LIMIT = Optional.of(DEFAULT_START_TIMEOUT);

    public ChildSpec {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(restart, "restart");
        Objects.requireNonNull(shutdown, "shutdown");
        Optional<Duration> bounded = startTimeout.map(Times::bounded);
        // Where it is the same, the same object: many children share it.
        startTimeout = bounded.equals(startTimeout) ? startTimeout : bounded;
        Objects.requireNonNull(extras, "extras");
        if (id.isEmpty() || id.indexOf('/') >= 0 || id.indexOf('#') >= 0) {
            throw new IllegalArgumentException("id must be a name without / or #, not \"" + id + "\"");
        }
        if (significant && restart == RestartType.PERMANENT) {
            throw new IllegalArgumentException("child " + id + ": significant needs restart transient or temporary");
        }
        if (startTimeout.isPresent()
                && (startTimeout.get().isNegative() || startTimeout.get().isZero())) {
            throw new IllegalArgumentException("child " + id + ": start_timeout must be more than 0 ms");
        }
        if (instances < 1) {
            throw new IllegalArgumentException("child " + id + ": instances must be 1 or more, not " + instances);
        }
        if (instances > 1 && start.type() == ChildType.SUPERVISOR) {
            throw new IllegalArgumentException("child " + id + ": a supervisor has one instance");
        }
        if (extras.isPlaced()) {
            requirePlaceable(id, start, restart, significant, instances);
        }
        if (start.type() == ChildType.SUPERVISOR) {
            refuseForSupervisor(id, "heartbeat", extras.heartbeat());
            refuseForSupervisor(id, "loop_limit", extras.loopLimit());
        }
    }

    /** A child that a cluster has once is restarted elsewhere, so it has to be one that is restarted, and one alone. */
    private static void requirePlaceable(
            String id, ChildStart start, RestartType restart, boolean significant, int instances) {
        String why = null;
        if (restart == RestartType.TEMPORARY) {
            why = "a temporary child is never started again, and so not on another node either";
        } else if (significant) {
            why = "it cannot be significant, as it may end on a node whose supervisor it is not to end";
        } else if (instances != 1) {
            why = "the cluster has one of it, not " + instances + " instances";
        } else if (start instanceof SupervisorSpec supervisor && supervisor.hasPlacedChild()) {
            why = "all below it is one in the cluster already, so nothing below it may have that placement";
        }
        if (why != null) {
            throw new IllegalArgumentException("child " + id + ": placement cluster: " + why);
        }
    }

    private static void refuseForSupervisor(String id, String key, Optional<?> value) {
        if (value.isPresent()) {
            throw new IllegalArgumentException("child " + id + ": " + key
                    + " is for workers, and a supervisor has no code to watch; give it to the workers below it");
        }
    }

    /** A permanent child with OTP's defaults for what it runs. */
    public static ChildSpec of(String id, ChildStart start) {
        boolean isSupervisor = start.type() == ChildType.SUPERVISOR;
        return new ChildSpec(
                id,
                start,
                RestartType.PERMANENT,
                false,
                isSupervisor ? Shutdown.INFINITY : Shutdown.WORKER_DEFAULT,
                isSupervisor ? Optional.empty() : DEFAULT_LIMIT,
                1,
                Extras.NONE);
    }

    public ChildType type() {
        return start.type();
    }

    /** Whether it is parked where its supervisor would give up: also one that the cluster has once, whose budget is its own. */
    public boolean parks() {
        return extras.parks() || extras.isPlaced();
    }

    /** How long the addresses that it waits for have to answer, where that is limited. */
    public Duration waitLimit() {
        return startTimeout.orElse(DEFAULT_START_TIMEOUT);
    }

    public ChildSpec withRestart(RestartType value) {
        return new ChildSpec(id, start, value, significant, shutdown, startTimeout, instances, extras);
    }

    public ChildSpec withSignificant(boolean value) {
        return new ChildSpec(id, start, restart, value, shutdown, startTimeout, instances, extras);
    }

    public ChildSpec withShutdown(Shutdown value) {
        return new ChildSpec(id, start, restart, significant, value, startTimeout, instances, extras);
    }

    public ChildSpec withStartTimeout(Duration value) {
        return new ChildSpec(id, start, restart, significant, shutdown, Optional.of(value), instances, extras);
    }

    public ChildSpec withInstances(int value) {
        return new ChildSpec(id, start, restart, significant, shutdown, startTimeout, value, extras);
    }

    public ChildSpec withExtras(Extras value) {
        return new ChildSpec(id, start, restart, significant, shutdown, startTimeout, instances, value);
    }
}
