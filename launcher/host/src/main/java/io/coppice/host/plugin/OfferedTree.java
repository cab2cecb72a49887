package io.coppice.host.plugin;

import io.coppice.supervision.SpecReader;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of the tree that no configuration names: {@code /plugins/ID} has the children that the plugin offers.
 *
 * <p>Where one of these supervisors gives up once too often it is parked, so that a bad plugin takes nothing else along.
 */
final class OfferedTree {

    private static final String ID = "plugins";

    private final Supervision supervision;
    private final SpecReader specs;

    OfferedTree(Supervision supervision, SpecReader specs) {
        this.supervision = supervision;
        this.specs = specs;
    }

    private Optional<Supervisor> of(String plugin) {
        return supervision.supervisor("/" + ID + "/" + plugin);
    }

    boolean has(String plugin) {
        return of(plugin).isPresent();
    }

    /** Starts what it offers. */
    void start(Plugin plugin) throws PluginException {
        Supervisor root = supervision.supervisor("/").orElseThrow(() -> new PluginException("the node stops"));
        if (supervision.supervisor("/" + ID).isEmpty()) {
            PluginMoves.await(root.startChild(ChildSpec.of(ID, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE))));
        }
        Supervisor all = supervision
                .supervisor("/" + ID)
                .orElseThrow(() -> new PluginException("the configuration has a child \"" + ID + "\" of its own"));
        // One that was parked is there still.
        stop(plugin.id());
        PluginMoves.await(all.startChild(spec(plugin)));
    }

    /** Goes by what the newest version offers; what runs goes on as it is until it is moved. */
    void change(Plugin plugin) throws PluginException {
        Supervisor supervisor = of(plugin.id()).orElseThrow();
        SupervisorSpec next = (SupervisorSpec) spec(plugin).start();
        Set<String> offered = next.children().stream().map(ChildSpec::id).collect(Collectors.toSet());
        List<ChildSpec> before = supervisor.spec().children();
        PluginMoves.await(supervisor.change(next));
        for (ChildSpec child : before) {
            if (!offered.contains(child.id())) {
                PluginMoves.await(supervisor.terminateChild(child.id()));
                PluginMoves.await(supervisor.deleteChild(child.id()));
            }
        }
    }

    /** Starts those that are new. */
    void startNew(Plugin plugin) throws PluginException {
        Supervisor supervisor = of(plugin.id()).orElseThrow();
        for (ChildSpec child : supervisor.spec().children()) {
            if (supervisor
                    .child(child.instances() == 1 ? child.id() : child.id() + "#0")
                    .isEmpty()) {
                PluginMoves.await(supervisor.restartChild(child.id()));
            }
        }
    }

    void stop(String plugin) throws PluginException {
        Optional<Supervisor> all = supervision.supervisor("/" + ID);
        if (all.isPresent()) {
            PluginMoves.await(all.get().terminateChild(plugin));
            PluginMoves.await(all.get().deleteChild(plugin));
        }
    }

    /** @throws PluginException if what it offers cannot be started */
    private ChildSpec spec(Plugin plugin) throws PluginException {
        JsonArray children = new JsonArray();
        plugin.descriptor()
                .children()
                .keySet()
                .forEach(id ->
                        children.add(new JsonObject().put("id", id).put("start", "plugin:" + plugin.id() + "/" + id)));
        try {
            return specs.read(new JsonObject()
                            .put("id", plugin.id())
                            .put("type", "supervisor")
                            .put("children", children))
                    .withExtras(Extras.NONE.withParking());
        } catch (IllegalArgumentException wrong) {
            throw new PluginException("what it offers cannot be started: " + wrong.getMessage(), wrong);
        }
    }
}
