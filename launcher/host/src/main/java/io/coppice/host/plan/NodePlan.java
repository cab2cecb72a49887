package io.coppice.host.plan;

import io.coppice.host.config.ConfigException;
import io.coppice.host.config.HostConfig;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** The configuration that a running node has, and its way to another one. */
public final class NodePlan {

    /** Another change is under way. */
    public static final class BusyException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super("another configuration is being applied; try again");
        }
    }

    /** Reads a configuration for this node. It blocks. */
    @FunctionalInterface
    public interface Reader {

        /**
         * Reads and checks one.
         *
         * @param json its text, with everything in place that came from an environment
         * @param folder what the paths in it are relative to
         */
        HostConfig read(String json, String folder) throws ConfigException;
    }

    private final Supervision supervision;
    private final Reader reader;
    private final Function<HostConfig, SupervisorSpec> specs;
    private final AtomicBoolean isBusy = new AtomicBoolean();
    private volatile HostConfig current;

    /**
     * The way of a node that has this configuration.
     *
     * @param specs makes the spec of the root; it may load classes, and blocks
     */
    public NodePlan(
            Supervision supervision, HostConfig current, Reader reader, Function<HostConfig, SupervisorSpec> specs) {
        this.supervision = supervision;
        this.current = current;
        this.reader = reader;
        this.specs = specs;
    }

    /** What would be done. It blocks. */
    public List<Step> plan(String json, String folder) throws ConfigException {
        return TreeDiff.of(current, reader.read(json, folder));
    }

    /**
     * What was done.
     *
     * @param steps all that there was to do
     * @param failures what did not start, each with its reason
     */
    public record Applied(List<Step> steps, List<String> failures) {}

    /**
     * Begins to do it; it blocks until the classes are loaded.
     *
     * @throws BusyException while another is being done
     */
    public Future<Applied> apply(String json, String folder) throws ConfigException {
        if (!isBusy.compareAndSet(false, true)) {
            throw new BusyException();
        }
        Future<Applied> done;
        try {
            HostConfig then = reader.read(json, folder);
            List<Step> steps = TreeDiff.of(current, then);
            SupervisorSpec root = specs.apply(then);
            done = new TreeChange(supervision, steps).run(root).map(failures -> {
                current = current.withTree(then.supervisor());
                return new Applied(steps, failures);
            });
        } catch (RuntimeException | ConfigException e) {
            isBusy.set(false);
            throw e;
        }
        return done.onComplete(over -> isBusy.set(false));
    }
}
