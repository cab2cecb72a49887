package io.coppice.host.plugin;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys, replaces and stops plugins while the node runs, one change after the other. It blocks: {@link PluginDeployer} has
 * a thread for it.
 */
final class PluginChanges implements PluginWatch.Changes {

    private static final Logger LOG = LoggerFactory.getLogger(PluginChanges.class);

    private final Plugins plugins;
    private final PluginMoves moves;
    private final PluginRollout rollout;
    private final PluginDependents dependents;
    private final PluginUnloading unloading;
    private final PluginCatalog.Copying copying;
    private final PluginFailures failures = new PluginFailures();

    /** @param deploysUnused whether what a plugin offers runs though no configuration names it */
    PluginChanges(
            Plugins plugins,
            PluginMoves moves,
            OfferedTree offered,
            PluginUnloading unloading,
            PluginCatalog.Copying copying,
            boolean deploysUnused) {
        this.plugins = plugins;
        this.moves = moves;
        this.rollout = new PluginRollout(plugins, moves, offered, failures, deploysUnused);
        this.dependents = new PluginDependents(plugins, moves, offered, rollout, failures);
        this.unloading = unloading;
        this.copying = copying;
    }

    Optional<String> failureOf(String id) {
        return failures.of(id);
    }

    /** Runs what no configuration names, where that is wanted. */
    void deployUnused() {
        plugins.catalog().plugins().forEach(rollout::deployIfUnused);
    }

    /** A file of the plugin folder is new or has changed; where it cannot be used, that is kept for all to see. */
    @Override
    public void changed(Path source) throws PluginException {
        changed(source, false, false);
    }

    /** As above, because somebody asks for it; also one of the installation's, which runs from its own file. */
    JsonObject reload(Plugin plugin) throws PluginException {
        return changed(plugin.source(), plugin.isBuiltIn(), true);
    }

    private JsonObject changed(Path source, boolean isBuiltIn, boolean byHand) throws PluginException {
        Plugin next;
        try {
            next = isBuiltIn ? PluginReader.read(source, source, true) : PluginCatalog.read(source, copying);
        } catch (PluginException unusable) {
            failed(source, unusable);
            throw unusable;
        }
        try {
            return run(next, byHand, () -> {});
        } catch (PluginException unusable) {
            failed(source, unusable);
            throw unusable;
        }
    }

    /** Refuses one from elsewhere that would take the place of another plugin in the plugin folder. */
    void checkPlace(Plugin next) throws PluginException {
        Optional<String> conflict = conflictOf(next);
        if (conflict.isPresent()) {
            unloading.unload(next);
            throw new PluginException(conflict.get());
        }
    }

    /**
     * One from elsewhere, which was read already, and has its place in the plugin folder.
     *
     * @param takeBack makes the plugin folder as it was; may be called more than once
     */
    JsonObject install(Plugin next, Runnable takeBack) throws PluginException {
        try {
            return run(next, true, takeBack);
        } catch (PluginException unusable) {
            takeBack.run();
            throw unusable;
        }
    }

    private Optional<String> conflictOf(Plugin next) {
        PluginCatalog catalog = plugins.catalog();
        if (catalog.plugin(next.id()).filter(Plugin::isBuiltIn).isPresent()) {
            return Optional.of(next.id() + " is a part of the installation; give yours another id");
        }
        return catalog.at(next.source())
                .filter(other -> !other.id().equals(next.id()))
                .map(other -> next.source() + " is the plugin " + other.id() + "; give the file of " + next.id()
                        + " another name");
    }

    /**
     * Runs it; where it does not run, nothing is left of it.
     *
     * @param byHand whether somebody asks for it: then it may take the place of another file with its id, and runs though it
     *     was disabled
     * @param takeBack what else is done before those that were moved are moved back
     */
    private JsonObject run(Plugin next, boolean byHand, Runnable takeBack) throws PluginException {
        try {
            JsonObject done = deploy(next, byHand, takeBack);
            lookAgain();
            return done;
        } catch (PluginException unusable) {
            unloading.unload(next);
            throw unusable;
        }
    }

    /** One that runs goes on, and the failure is told with it; any other is broken. */
    private void failed(Path source, PluginException why) {
        String text = String.valueOf(why.getMessage());
        plugins.catalog()
                .at(source)
                .ifPresentOrElse(
                        plugin -> failures.keep(plugin.id(), text),
                        () -> plugins.use(plugins.catalog().withBroken(source, Optional.of(text))));
    }

    /** Makes it the one to run, and moves what runs to it. */
    private JsonObject deploy(Plugin next, boolean byHand, Runnable takeBack) throws PluginException {
        // Its file may have been another plugin, which is gone then.
        Optional<Plugin> former = plugins.catalog()
                .at(next.source())
                .filter(plugin -> !plugin.id().equals(next.id()));
        PluginCatalog before = former.map(plugin -> plugins.catalog().withoutAndBroken(plugin.id()))
                .orElse(plugins.catalog());
        Optional<Plugin> old = before.plugin(next.id());
        if (old.isPresent() && !byHand && isTaken(old.get(), next)) {
            throw new PluginException(
                    "there is a plugin " + next.id() + " already, " + old.get().source() + "; remove one of them");
        }
        PluginCatalog after = before.with(next);
        checkRequirements(after, next);
        if (former.isPresent()) {
            retire(former.get());
        }
        if (plugins.isDisabled(next.id()) && !byHand) {
            plugins.use(after);
            old.ifPresent(unloading::unload);
            return new JsonObject().put("plugin", next.id()).put("done", next.label() + " is disabled");
        }
        List<PluginUse> uses = moves.of(next.id());
        plugins.use(after);
        boolean wasDisabled = plugins.isDisabled(next.id());
        plugins.setDisabled(next.id(), false);
        Runnable goBack = () -> {
            plugins.use(before);
            plugins.setDisabled(next.id(), wasDisabled);
            takeBack.run();
        };
        try {
            if (old.isPresent() && !wasDisabled) {
                rollout.replace(old.get(), next, uses, goBack);
            } else {
                rollout.begin(next, uses);
                dependents.forget(next.id());
            }
        } catch (PluginException failure) {
            goBack.run();
            throw failure;
        }
        // From here on it is the one that runs: what goes wrong is logged.
        failures.forget(next.id());
        if (old.isPresent()) {
            dependents.stopMadeBy(old.get());
            unloading.unload(old.get());
        }
        dependents.follow(next.id());
        String what = old.isPresent() ? " in place of " + old.get().label() : "";
        LOG.info("the plugin {} is deployed{}", next.label(), what);
        return new JsonObject().put("plugin", next.id()).put("done", next.label() + " is deployed" + what);
    }

    /** Another file has its id, and is still there. */
    private static boolean isTaken(Plugin old, Plugin next) {
        return !old.source().equals(next.source()) && (old.isBuiltIn() || Files.exists(old.source()));
    }

    private static void checkRequirements(PluginCatalog after, Plugin next) throws PluginException {
        Optional<String> unmet = after.unmetBy(next);
        if (unmet.isPresent()) {
            throw new PluginException(unmet.get());
        }
        for (Plugin dependent : after.dependentsOf(next.id())) {
            Optional<String> broken = after.unmetBy(dependent);
            if (broken.isPresent()) {
                throw new PluginException("the plugin " + dependent.id() + " does not fit: " + broken.get());
            }
        }
    }

    /** What could not be used may fit now, and what needs that after it. */
    private void lookAgain() {
        boolean isOneMore;
        do {
            isOneMore = false;
            for (Path source : List.copyOf(plugins.catalog().broken().keySet())) {
                isOneMore |= fitsNow(source);
            }
        } while (isOneMore);
    }

    private boolean fitsNow(Path source) {
        try {
            Plugin read = PluginCatalog.read(source, copying);
            try {
                deploy(read, false, () -> {});
                return true;
            } catch (PluginException still) {
                unloading.unload(read);
                throw still;
            }
        } catch (PluginException still) {
            LOG.debug("{} is still of no use: {}", source, still.getMessage());
            return false;
        }
    }

    /** A file of the plugin folder is gone. */
    @Override
    public void removed(Path source) throws PluginException {
        plugins.use(plugins.catalog().withBroken(source, Optional.empty()));
        // Another file may have its id, and its turn now.
        lookAgain();
        Optional<Plugin> gone = plugins.catalog().at(source);
        if (gone.isPresent()) {
            retire(gone.get());
        }
    }

    private void retire(Plugin gone) throws PluginException {
        PluginCatalog before = plugins.catalog();
        dependents.stop(gone);
        PluginCatalog left = before.withoutAndBroken(gone.id());
        plugins.use(left);
        for (Plugin each : before.plugins()) {
            if (left.plugin(each.id()).isEmpty()) {
                dependents.forget(each.id());
                unloading.unload(each);
            }
        }
        failures.forget(gone.id());
        LOG.info("the plugin {} is gone", gone.label());
    }

    /** Stops those that need it first, the last first, then it. */
    void stop(Plugin plugin) throws PluginException {
        dependents.stop(plugin);
    }
}
