package io.coppice.host.plugin;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the last change of a plugin was not made, by its id; for any thread. */
final class PluginFailures {

    private static final Logger LOG = LoggerFactory.getLogger(PluginFailures.class);

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    Optional<String> of(String plugin) {
        return Optional.ofNullable(reasons.get(plugin));
    }

    void keep(String plugin, String why) {
        reasons.put(plugin, why);
    }

    /** Keeps one that nobody waits for, and logs it. */
    void tell(String plugin, String why) {
        keep(plugin, why);
        LOG.error("the plugin {}: {}", plugin, why);
    }

    void forget(String plugin) {
        reasons.remove(plugin);
    }
}
