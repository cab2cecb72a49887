package io.coppice.host.plugin;

import io.coppice.host.config.WorkerConfig.Replace;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildType;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A worker in the tree.
 *
 * @param supervisor that it is a child of
 * @param path its path
 * @param spec what it runs
 * @param state its state's word, of the first of several instances
 */
record PluginUse(Supervisor supervisor, String path, ChildSpec spec, String state) {

    /** All workers at and below a supervisor, in start order. */
    static Future<List<PluginUse>> below(Supervision supervision, String path) {
        Optional<Supervisor> supervisor = supervision.supervisor(path);
        if (supervisor.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return supervisor
                .get()
                .whichChildren()
                .compose(infos -> ofAll(supervision, supervisor.get(), infos))
                .recover(PluginUse::noneIfGone);
    }

    private static Future<List<PluginUse>> ofAll(Supervision supervision, Supervisor parent, List<ChildInfo> infos) {
        Map<String, ChildInfo> byId = new LinkedHashMap<>();
        // Instances share a spec.
        infos.forEach(info -> byId.putIfAbsent(info.id().replaceFirst("#\\d+$", ""), info));
        List<Future<List<PluginUse>>> found = new ArrayList<>();
        byId.forEach((id, info) -> found.add(
                info.type() == ChildType.SUPERVISOR
                        ? below(supervision, info.path())
                        : parent.getChildspec(id)
                                .map(spec -> List.of(of(parent, info, spec)))
                                .recover(PluginUse::noneIfGone)));
        return Future.all(found).map(all -> {
            List<PluginUse> uses = new ArrayList<>();
            found.forEach(each -> uses.addAll(each.result()));
            return uses;
        });
    }

    private static PluginUse of(Supervisor parent, ChildInfo info, ChildSpec spec) {
        String path = parent.path().equals("/") ? "/" + spec.id() : parent.path() + "/" + spec.id();
        return new PluginUse(parent, path, spec, info.state());
    }

    /** It ended while all were gone through. */
    private static Future<List<PluginUse>> noneIfGone(Throwable failure) {
        return failure instanceof SupervisionException
                ? Future.succeededFuture(List.of())
                : Future.failedFuture(failure);
    }

    /** Whether somebody has stopped it, it never ran, or another node of the cluster has it. */
    boolean isStopped() {
        return state.equals("stopped") || state.equals("standby");
    }

    /** Whether it crashed too often. */
    boolean isParked() {
        return state.equals("parked");
    }

    /** Whether it runs, or is on its way back. */
    boolean isUp() {
        return !isStopped() && !isParked();
    }

    String id() {
        return spec.id();
    }

    /** Whether it runs what a configuration found in this plugin. */
    boolean isOf(String plugin) {
        return spec.start() instanceof PluginStart start
                && start.owner().filter(plugin::equals).isPresent();
    }

    /** Whether the plugin's own code has started it, with this class loader: it is not looked up, and has no newer version. */
    boolean isMadeBy(ClassLoader loader) {
        return spec.start() instanceof VerticleStart start
                && (start.options().getClassLoader() == loader
                        || start.factory().getClass().getClassLoader() == loader);
    }

    /** What the cluster has once never runs twice. */
    Replace replace() {
        return spec.start() instanceof PluginStart start && !spec.extras().isPlaced()
                ? start.replace()
                : Replace.STOP_FIRST;
    }

    /** Whether its spec goes with it when it is stopped. */
    private boolean isForgotten() {
        return supervisor.spec().dynamic() || spec.restart() == RestartType.TEMPORARY;
    }

    Future<Void> stop() {
        return supervisor.terminateChild(id());
    }

    Future<Void> startAgain() {
        return (isForgotten() ? supervisor.startChild(spec) : supervisor.restartChild(id())).mapEmpty();
    }
}
