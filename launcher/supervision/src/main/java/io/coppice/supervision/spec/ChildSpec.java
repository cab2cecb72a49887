package io.coppice.supervision.spec;

import java.time.Duration;
import java.util.Objects;

/**
 * How a supervisor starts, restarts and stops one child.
 *
 * @param id its name, unique in its supervisor and a segment of its path: not empty, no slash, no {@code #}
 * @param start what it runs
 * @param restart when it is started again; permanent by default
 * @param significant whether its end counts for {@link AutoShutdown}; not for a permanent child
 * @param shutdown how long it may take to stop; 5000 ms for a worker, infinity for a supervisor by default
 * @param startTimeout how long it may take to start; 60 s by default (OTP waits for ever)
 * @param instances how many children under this one id: {@code web#0}, {@code web#1}, ...; 1 by default
 * @param extras what it asks for beyond OTP's rules; nothing by default
 */
public record ChildSpec(
        String id,
        ChildStart start,
        RestartType restart,
        boolean significant,
        Shutdown shutdown,
        Duration startTimeout,
        int instances,
        Extras extras) {

    /** The start limit where a spec names none. */
    public static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(60);

    public ChildSpec {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(restart, "restart");
        Objects.requireNonNull(shutdown, "shutdown");
        Objects.requireNonNull(startTimeout, "startTimeout");
        Objects.requireNonNull(extras, "extras");
        if (id.isEmpty() || id.indexOf('/') >= 0 || id.indexOf('#') >= 0) {
            throw new IllegalArgumentException("id must be a name without / or #, not \"" + id + "\"");
        }
        if (significant && restart == RestartType.PERMANENT) {
            throw new IllegalArgumentException("child " + id + ": significant needs restart transient or temporary");
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("child " + id + ": start_timeout must be more than 0 ms");
        }
        if (instances < 1) {
            throw new IllegalArgumentException("child " + id + ": instances must be 1 or more, not " + instances);
        }
        if (instances > 1 && start.type() == ChildType.SUPERVISOR) {
            throw new IllegalArgumentException("child " + id + ": a supervisor has one instance");
        }
    }

    /** A permanent child with OTP's defaults for what it runs. */
    public static ChildSpec of(String id, ChildStart start) {
        Shutdown shutdown = start.type() == ChildType.SUPERVISOR ? Shutdown.INFINITY : Shutdown.WORKER_DEFAULT;
        return new ChildSpec(id, start, RestartType.PERMANENT, false, shutdown, DEFAULT_START_TIMEOUT, 1, Extras.NONE);
    }

    public ChildType type() {
        return start.type();
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
        return new ChildSpec(id, start, restart, significant, shutdown, value, instances, extras);
    }

    public ChildSpec withInstances(int value) {
        return new ChildSpec(id, start, restart, significant, shutdown, startTimeout, value, extras);
    }

    public ChildSpec withExtras(Extras value) {
        return new ChildSpec(id, start, restart, significant, shutdown, startTimeout, instances, value);
    }
}
