package io.coppice.host.config;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fills in what a child takes over from a plugin: {@code "start": "plugin:ID/CHILD"}. */
final class Offers {

    private static final String PREFIX = "plugin:";

    private final StartCheck startCheck;

    Offers(StartCheck startCheck) {
        this.startCheck = startCheck;
    }

    static boolean isReference(String start) {
        return start.startsWith(PREFIX);
    }

    /** The child with the plugin's defaults; as it is where it refers to none, or to none that is there, which is a fault. */
    Section complete(Section child) {
        if (!(child.raw("start") instanceof String start) || !isReference(start)) {
            return child;
        }
        Optional<OfferedChild> offered = find(child, start.substring(PREFIX.length()));
        if (offered.isEmpty()) {
            return child;
        }
        Section complete = child.with(offered.get().completed(child.members()));
        offered.get().configSchema().ifPresent(schema -> check(complete, schema));
        return complete;
    }

    private Optional<OfferedChild> find(Section child, String reference) {
        int slash = reference.indexOf('/');
        String id = slash < 0 ? reference : reference.substring(0, slash);
        Map<String, PluginDescriptor> plugins = startCheck.descriptors();
        PluginDescriptor plugin = plugins.get(id);
        if (plugin == null) {
            child.fault(
                    "start",
                    "there is no plugin \"" + id + "\"",
                    startCheck.brokenPlugin(id).orElseGet(() -> NearestWord.suggestion(id, plugins.keySet())));
            return Optional.empty();
        }
        List<String> ids = List.copyOf(plugin.children().keySet());
        String name = slash < 0 && ids.size() == 1 ? ids.get(0) : reference.substring(slash + 1);
        OfferedChild offered =
                slash < 0 && ids.size() != 1 ? null : plugin.children().get(name);
        if (offered == null) {
            child.fault("start", "the plugin " + id + " offers no such child", advice(id, ids));
        }
        return Optional.ofNullable(offered);
    }

    private static String advice(String plugin, List<String> ids) {
        return ids.isEmpty()
                ? "it offers none: write the start of one of its verticles, and \"plugin\": \"" + plugin + "\""
                : "write one of: plugin:" + plugin + "/" + String.join(", plugin:" + plugin + "/", ids);
    }

    private static void check(Section child, JsonObject schema) {
        Object config = child.raw("config");
        JsonObject given = config instanceof Map<?, ?> map ? new JsonObject(Overrides.members(map)) : new JsonObject();
        ConfigCheck.misfits(schema, given)
                .forEach(misfit -> child.faultBelow("config", misfit.pointer(), misfit.message()));
    }
}
