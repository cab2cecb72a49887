package io.coppice.host.config;

import io.coppice.host.config.Instances.Machine;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** Turns the tree of a configuration into what a supervisor starts. */
public final class TreeSpec {

    private final JsonObject nodeFacts;
    private final Machine machine;
    private final Function<WorkerConfig, ChildStart> resolver;

    private TreeSpec(JsonObject nodeFacts, Machine machine, Function<WorkerConfig, ChildStart> resolver) {
        this.nodeFacts = nodeFacts;
        this.machine = machine;
        this.resolver = resolver;
    }

    /**
     * The specification of the root supervisor.
     *
     * @param machine says how many instances {@code "event_loops"} and the like are
     * @param resolver finds what a worker's {@code start} names; the worker it is given has its complete config
     */
    public static SupervisorSpec of(HostConfig config, Machine machine, Function<WorkerConfig, ChildStart> resolver) {
        return maker(config, machine, resolver).supervisor(config.supervisor());
    }

    /** Makes the specifications of single children of this node as well. */
    static TreeSpec maker(HostConfig config, Machine machine, Function<WorkerConfig, ChildStart> resolver) {
        JsonObject nodeFacts = new JsonObject()
                .put("node", config.node())
                .put("data", config.dataFolder().toString());
        return new TreeSpec(nodeFacts, machine, resolver);
    }

    private SupervisorSpec supervisor(SupervisorConfig supervisor) {
        return new SupervisorSpec(
                supervisor.strategy(),
                supervisor.maxRestarts(),
                supervisor.window(),
                supervisor.autoShutdown(),
                supervisor.dynamic(),
                supervisor.maxChildren(),
                supervisor.children().stream().map(this::child).toList());
    }

    ChildSpec child(ChildConfig child) {
        ChildSpec spec = child.body() instanceof SupervisorConfig supervisor
                ? ChildSpec.of(child.id(), supervisor(supervisor))
                : worker(child.id(), (WorkerConfig) child.body());
        return spec.withRestart(child.restart())
                .withSignificant(child.significant())
                .withShutdown(child.shutdown())
                .withExtras(child.extras());
    }

    private ChildSpec worker(String id, WorkerConfig worker) {
        JsonObject config = worker.config().copy().put(WorkerReader.RESERVED_KEY, nodeFacts.copy());
        return ChildSpec.of(id, resolver.apply(worker.withConfig(config)))
                .withStartTimeout(worker.startTimeout())
                .withInstances(worker.instances().on(machine));
    }
}
