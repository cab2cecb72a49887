package io.coppice.host.plugin;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the version of a plugin that is the newest now, wherever it is used, or leaves what runs as it was. It blocks.
 *
 * <p>No child may stay on a version that did not come up as a whole: that is let go, and its class loader closed.
 */
final class PluginRollout {

    private static final Logger LOG = LoggerFactory.getLogger(PluginRollout.class);

    private final Plugins plugins;
    private final PluginMoves moves;
    private final OfferedTree offered;
    private final PluginFailures failures;
    private final boolean deploysUnused;

    /** @param deploysUnused whether what a plugin offers runs though no configuration names it */
    PluginRollout(
            Plugins plugins, PluginMoves moves, OfferedTree offered, PluginFailures failures, boolean deploysUnused) {
        this.plugins = plugins;
        this.moves = moves;
        this.offered = offered;
        this.failures = failures;
        this.deploysUnused = deploysUnused;
    }

    /** Nothing of it runs yet, and nothing does again where one does not start. */
    void begin(Plugin next, List<PluginUse> uses) throws PluginException {
        List<PluginUse> begun = new ArrayList<>();
        try {
            for (PluginUse use : uses) {
                begun.add(use);
                moves.start(use);
            }
            deployIfUnused(next, uses);
        } catch (PluginException failure) {
            moves.stopAll(begun);
            throw failure;
        }
    }

    /**
     * Moves what runs of one version to the next.
     *
     * @param goBack makes the version before the newest again
     */
    void replace(Plugin old, Plugin next, List<PluginUse> uses, Runnable goBack) throws PluginException {
        boolean isOffered = offered.has(next.id());
        boolean isMoved = false;
        try {
            if (isOffered) {
                offered.change(next);
            }
            moves.move(uses, goBack);
            isMoved = true;
            if (isOffered) {
                offered.startNew(next);
            } else {
                deployIfUnused(next, uses);
            }
        } catch (PluginException failure) {
            goBack.run();
            restore(old, isOffered, isMoved);
            throw failure;
        }
    }

    private void restore(Plugin old, boolean isOffered, boolean isMoved) {
        try {
            if (isOffered) {
                offered.change(old);
            }
            if (isMoved) {
                moves.moveBack(moves.of(old.id()));
            }
            if (isOffered) {
                offered.startNew(old);
            }
        } catch (PluginException e) {
            LOG.error("not all of the plugin {} runs again: {}", old.label(), e.getMessage());
        }
    }

    /** Where no configuration names it, what it offers runs all the same if that is wanted. */
    void deployIfUnused(Plugin plugin) {
        try {
            deployIfUnused(plugin, moves.of(plugin.id()));
        } catch (PluginException e) {
            failures.tell(plugin.id(), String.valueOf(e.getMessage()));
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
}
