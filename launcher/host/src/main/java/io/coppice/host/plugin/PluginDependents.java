package io.coppice.host.plugin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops plugins together with those that need them, and starts these again when what they need is back. It blocks. */
final class PluginDependents {

    private static final Logger LOG = LoggerFactory.getLogger(PluginDependents.class);

    private final Plugins plugins;
    private final PluginMoves moves;
    private final OfferedTree offered;
    private final PluginRollout rollout;
    private final PluginFailures failures;
    /** By the plugins' ids; what somebody had stopped before is not among it, and stays down. */
    private final Map<String, TakenDown> takenDown = new HashMap<>();

    PluginDependents(
            Plugins plugins, PluginMoves moves, OfferedTree offered, PluginRollout rollout, PluginFailures failures) {
        this.plugins = plugins;
        this.moves = moves;
        this.offered = offered;
        this.rollout = rollout;
        this.failures = failures;
    }

    /**
     * What ran of a plugin until something that it needs was stopped.
     *
     * @param isOffered whether its children ran though no configuration names them
     */
    private record TakenDown(List<PluginUse> uses, boolean isOffered) {}

    /** Stops those that need it first, the last first, then it. */
    void stop(Plugin plugin) throws PluginException {
        List<Plugin> dependents = plugins.catalog().dependentsOf(plugin.id());
        for (int i = dependents.size() - 1; i >= 0; i--) {
            Plugin each = dependents.get(i);
            TakenDown ran = stopAlone(each);
            takenDown.merge(each.id(), ran, PluginDependents::both);
        }
        stopAlone(plugin);
    }

    /** It may have been taken down before, and some of it started by hand since. */
    private static TakenDown both(TakenDown before, TakenDown now) {
        List<PluginUse> uses = new ArrayList<>(now.uses());
        before.uses().stream()
                .filter(use ->
                        now.uses().stream().noneMatch(other -> other.path().equals(use.path())))
                .forEach(uses::add);
        return new TakenDown(uses, before.isOffered() || now.isOffered());
    }

    private TakenDown stopAlone(Plugin plugin) throws PluginException {
        boolean isOffered = offered.has(plugin.id());
        offered.stop(plugin.id());
        List<PluginUse> ran = new ArrayList<>();
        for (PluginUse use : moves.of(plugin.id())) {
            if (!use.isStopped()) {
                ran.add(use);
            }
            moves.stop(use);
        }
        stopMadeBy(plugin);
        return new TakenDown(ran, isOffered);
    }

    /** What its own code has started ends with it: there is no newer version of that. */
    void stopMadeBy(Plugin old) {
        Optional<ClassLoader> loader = plugins.loaders().present(old);
        if (loader.isEmpty()) {
            return;
        }
        try {
            moves.stopAll(moves.all().stream()
                    .filter(use -> use.isMadeBy(loader.get()))
                    .toList());
        } catch (PluginException e) {
            LOG.error("what the plugin {} has started goes on: {}", old.label(), e.getMessage());
        }
    }

    /** It begins anew, or is gone: what ran of it is of no interest any more. */
    void forget(String plugin) {
        takenDown.remove(plugin);
    }

    /** Those that need it start anew, each beside itself, and those that were stopped with it start again. */
    void follow(String id) {
        for (Plugin dependent : plugins.catalog().dependentsOf(id)) {
            if (!isHeldDown(dependent.id())) {
                follow(dependent, id);
            }
        }
    }

    /** It is disabled, or something that it needs still is. */
    private boolean isHeldDown(String plugin) {
        return plugins.disabled().stream()
                .anyMatch(disabled -> disabled.equals(plugin)
                        || plugins.catalog().dependentsOf(disabled).stream()
                                .anyMatch(dependent -> dependent.id().equals(plugin)));
    }

    private void follow(Plugin dependent, String id) {
        try {
            List<PluginUse> uses = moves.of(dependent.id());
            moves.move(uses, () -> {});
            TakenDown down = takenDown.remove(dependent.id());
            if (down != null) {
                startAgain(dependent, down, uses);
            }
        } catch (PluginException e) {
            failures.tell(dependent.id(), "did not follow " + id + ": " + e.getMessage());
        }
    }

    private void startAgain(Plugin dependent, TakenDown down, List<PluginUse> present) {
        for (PluginUse use : down.uses()) {
            boolean isBack = present.stream().anyMatch(other -> other.path().equals(use.path()) && !other.isStopped());
            if (!isBack) {
                try {
                    moves.start(use);
                } catch (PluginException e) {
                    failures.tell(dependent.id(), use.path() + " did not start again: " + e.getMessage());
                }
            }
        }
        if (down.isOffered()) {
            rollout.deployIfUnused(dependent);
        }
    }
}
