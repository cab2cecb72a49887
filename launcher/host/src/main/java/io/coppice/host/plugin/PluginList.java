package io.coppice.host.plugin;

import io.coppice.host.config.NearestWord;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;

/** The plugins of a node as {@code GET /api/plugins} has them. */
final class PluginList {

    private static final int COLLECTIONS = 3;
    private static final long BETWEEN_MILLIS = 100;

    private final Plugins plugins;
    private final Supervision supervision;
    private final PluginChanges changes;
    private final PluginUnloading unloading;

    PluginList(Plugins plugins, Supervision supervision, PluginChanges changes, PluginUnloading unloading) {
        this.plugins = plugins;
        this.supervision = supervision;
        this.changes = changes;
        this.unloading = unloading;
    }

    Future<JsonObject> get() {
        return PluginUse.below(supervision, "/").map(this::json);
    }

    private JsonObject json(List<PluginUse> uses) {
        JsonArray list = new JsonArray();
        PluginCatalog catalog = plugins.catalog();
        catalog.plugins().stream()
                .sorted(Comparator.comparing(Plugin::id))
                .forEach(plugin -> list.add(json(
                        plugin,
                        uses.stream().filter(use -> use.isOf(plugin.id())).toList())));
        catalog.broken()
                .forEach((file, why) -> list.add(new JsonObject()
                        .put("id", PluginFile.of(file).map(PluginFile::id).orElse(PluginFile.nameOf(file)))
                        .put("state", "broken")
                        .put("source", file.toString())
                        .put("error", why)));
        return new JsonObject().put("plugins", list);
    }

    private JsonObject json(Plugin plugin, List<PluginUse> uses) {
        JsonObject json = new JsonObject().put("id", plugin.id());
        plugin.descriptor().version().ifPresent(version -> json.put("version", version.toString()));
        json.put("language", plugin.descriptor().language())
                .put("state", state(plugin, uses))
                .put("source", plugin.source().toString())
                .put("built_in", plugin.isBuiltIn())
                .put(
                        "children",
                        new JsonArray(uses.stream().map(PluginUse::path).toList()))
                .put(
                        "offers",
                        new JsonArray(List.copyOf(plugin.descriptor().children().keySet())))
                .put("addresses", new JsonArray(plugin.descriptor().addresses()))
                .put("unloaded_in_memory", unloading.left(plugin.id()));
        JsonObject requires = new JsonObject();
        plugin.descriptor().plugins().forEach((id, range) -> requires.put(id, range.toString()));
        json.put("requires", requires);
        if (!plugin.descriptor().description().isEmpty()) {
            json.put("description", plugin.descriptor().description());
        }
        changes.failureOf(plugin.id()).ifPresent(why -> json.put("error", why));
        return json;
    }

    private String state(Plugin plugin, List<PluginUse> uses) {
        if (plugins.isDisabled(plugin.id())) {
            return "disabled";
        }
        if (uses.isEmpty()) {
            return "unused";
        }
        return uses.stream().anyMatch(PluginUse::isUp) ? "running" : "stopped";
    }

    /** Blocks while garbage is collected. */
    JsonObject leaks() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(BETWEEN_MILLIS);
        }
        return new JsonObject().put("leaks", unloading.report());
    }

    PluginException unknown(String id) {
        List<String> ids = plugins.catalog().plugins().stream().map(Plugin::id).toList();
        return new PluginException("there is no plugin " + id + "; "
                + NearestWord.of(id, ids)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("there is " + String.join(", ", ids)));
    }
}
