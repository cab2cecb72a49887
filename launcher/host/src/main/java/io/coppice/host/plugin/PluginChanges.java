package io.coppice.host.plugin;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys, replaces and stops plugins while the node runs, one change after the other. It blocks: {@link PluginDeployer} has
 * a thread for it.
 */
final class PluginChanges {

    private static final Logger LOG = LoggerFactory.getLogger(PluginChanges.class);

    private final Plugins plugins;
    private final PluginMoves moves;
    private final OfferedTree offered;
    private final PluginUnloading unloading;
    private final PluginCatalog.Copying copying;
    private final boolean deploysUnused;
    /** Why the last change of a plugin was not made, by its id. */
    private final Map<String, String> failures = new ConcurrentHashMap<>();

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
        this.offered = offered;
        this.unloading = unloading;
        this.copying = copying;
        this.deploysUnused = deploysUnused;
    }

    Optional<String> failureOf(String id) {
        return Optional.ofNullable(failures.get(id));
    }

    /** A file of the plugin folder is new or has changed; where it cannot be used, that is kept for all to see. */
    JsonObject changed(Path source) throws PluginException {
        return changed(source, false, false);
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
            failed(source, idOf(source), unusable);
            throw unusable;
        }
        try {
            return install(next, byHand);
        } catch (PluginException unusable) {
            failed(source, Optional.of(next.id()), unusable);
            throw unusable;
        }
    }

    /**
     * One that was read already; where it does not run, nothing is left of it.
     *
     * @param byHand whether somebody asks for it: then it may take the place of another file with its id, and runs though it
     *     was disabled
     */
    JsonObject install(Plugin next, boolean byHand) throws PluginException {
        try {
            JsonObject done = deploy(next, byHand);
            lookAgain();
            return done;
        } catch (PluginException unusable) {
            unloading.unload(next);
            throw unusable;
        }
    }

    /** One that runs goes on, and the failure is told with it; any other is broken. */
    private void failed(Path source, Optional<String> id, PluginException why) {
        String text = String.valueOf(why.getMessage());
        boolean runs = id.flatMap(plugins.catalog()::plugin)
                .filter(plugin -> plugin.source().equals(source))
                .isPresent();
        if (runs) {
            failures.put(id.orElseThrow(), text);
        } else {
            plugins.use(plugins.catalog().withBroken(source, Optional.of(text)));
        }
    }

    private Optional<String> idOf(Path source) {
        return plugins.catalog().plugins().stream()
                .filter(plugin -> plugin.source().equals(source))
                .map(Plugin::id)
                .findFirst();
    }

    /** Makes it the one to run, and moves what runs to it. */
    private JsonObject deploy(Plugin next, boolean byHand) throws PluginException {
        PluginCatalog before = plugins.catalog();
        Optional<Plugin> old = before.plugin(next.id());
        if (old.isPresent() && !byHand && isTaken(old.get(), next)) {
            throw new PluginException(
                    "there is a plugin " + next.id() + " already, " + old.get().source() + "; remove one of them");
        }
        PluginCatalog after = before.with(next);
        checkRequirements(after, next);
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
        };
        try {
            if (old.isPresent() && !wasDisabled) {
                replace(old.get(), next, uses, goBack);
            } else {
                begin(next, uses);
            }
        } catch (PluginException failure) {
            goBack.run();
            throw failure;
        }
        failures.remove(next.id());
        if (old.isPresent()) {
            stopMadeBy(old.get());
            unloading.unload(old.get());
        }
        follow(next.id());
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

    private void replace(Plugin old, Plugin next, List<PluginUse> uses, Runnable goBack) throws PluginException {
        boolean isOffered = offered.has(next.id());
        if (isOffered) {
            offered.change(next);
        }
        try {
            moves.move(uses, goBack);
            if (isOffered) {
                offered.startNew(next);
            } else {
                deployIfUnused(next, uses);
            }
        } catch (PluginException failure) {
            goBack.run();
            if (isOffered) {
                offered.change(old);
                offered.startNew(old);
            }
            throw failure;
        }
    }

    /** Nothing of it runs yet. */
    private void begin(Plugin next, List<PluginUse> uses) throws PluginException {
        for (PluginUse use : uses) {
            moves.start(use);
        }
        deployIfUnused(next, uses);
    }

    /** Where no configuration names it, what it offers runs all the same if that is wanted. */
    void deployIfUnused(Plugin plugin) {
        try {
            deployIfUnused(plugin, moves.of(plugin.id()));
        } catch (PluginException e) {
            failures.put(plugin.id(), String.valueOf(e.getMessage()));
            LOG.error("the plugin {}: {}", plugin.id(), e.getMessage());
        }
    }

    private void deployIfUnused(Plugin next, List<PluginUse> uses) throws PluginException {
        if (uses.isEmpty()
                && !plugins.isDisabled(next.id())
                && deploysUnused
                && !next.isBuiltIn()
                && !next.descriptor().children().isEmpty()) {
            offered.start(next);
        }
    }

    /** What its own code has started ends with it: there is no newer version of that. */
    private void stopMadeBy(Plugin old) throws PluginException {
        Optional<ClassLoader> loader = plugins.loaders().present(old);
        if (loader.isPresent()) {
            for (PluginUse use : moves.all()) {
                if (use.isMadeBy(loader.get())) {
                    moves.stop(use);
                }
            }
        }
    }

    /** Those that need it start anew, each beside itself. */
    private void follow(String id) {
        for (Plugin dependent : plugins.catalog().dependentsOf(id)) {
            try {
                moves.move(moves.of(dependent.id()), () -> {});
            } catch (PluginException e) {
                failures.put(dependent.id(), "did not follow " + id + ": " + e.getMessage());
                LOG.error("the plugin {} did not follow {}: {}", dependent.id(), id, e.getMessage());
            }
        }
    }

    /** What could not be used may fit now. */
    private void lookAgain() {
        List<Path> broken = new ArrayList<>(plugins.catalog().broken().keySet());
        for (Path source : broken) {
            try {
                tryAgain(PluginCatalog.read(source, copying));
            } catch (PluginException still) {
                LOG.debug("{} is still of no use: {}", source, still.getMessage());
            }
        }
    }

    private void tryAgain(Plugin plugin) throws PluginException {
        try {
            deploy(plugin, false);
        } catch (PluginException still) {
            unloading.unload(plugin);
            throw still;
        }
    }

    /** A file of the plugin folder is gone. */
    void removed(Path source) throws PluginException {
        plugins.use(plugins.catalog().withBroken(source, Optional.empty()));
        // Another file may have its id, and its turn now.
        lookAgain();
        Optional<String> id = idOf(source);
        if (id.isPresent()) {
            Plugin gone = plugins.catalog().plugin(id.get()).orElseThrow();
            stop(gone);
            PluginCatalog left = plugins.catalog().without(id.get());
            plugins.use(left);
            for (Plugin dependent : left.plugins()) {
                Optional<String> unmet = left.unmetBy(dependent);
                if (unmet.isPresent()) {
                    left = left.without(dependent.id()).withBroken(dependent.source(), unmet);
                    plugins.use(left);
                    unloading.unload(dependent);
                }
            }
            failures.remove(id.get());
            unloading.unload(gone);
            LOG.info("the plugin {} is gone", gone.label());
        }
    }

    /** Stops those that need it first, the last first, then it. */
    void stop(Plugin plugin) throws PluginException {
        List<Plugin> order = new ArrayList<>(plugins.catalog().dependentsOf(plugin.id()));
        order.add(0, plugin);
        for (int i = order.size() - 1; i >= 0; i--) {
            Plugin each = order.get(i);
            for (PluginUse use : moves.of(each.id())) {
                moves.stop(use);
            }
            offered.stop(each.id());
            stopMadeBy(each);
        }
    }
}
