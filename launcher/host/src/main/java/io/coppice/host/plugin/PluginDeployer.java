package io.coppice.host.plugin;

import io.coppice.supervision.SpecReader;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The plugins of a running node: what there is, and changes of it, one at a time on a thread for that alone. */
public final class PluginDeployer implements AutoCloseable {

    /** So many changes may wait. */
    private static final int MOST_WAITING = 64;

    private final Plugins plugins;
    private final PluginFolder folder;
    private final PluginChanges changes;
    private final PluginList list;
    private final PluginWatch watch;
    private final ScheduledThreadPoolExecutor thread;

    private PluginDeployer(Plugins plugins, PluginFolder folder, PluginChanges changes, PluginList list) {
        this.plugins = plugins;
        this.folder = folder;
        this.changes = changes;
        this.list = list;
        this.watch = new PluginWatch(folder.path(), changes, plugins.scanned());
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "coppice-plugins");
            made.setDaemon(true);
            made.setContextClassLoader(PluginDeployer.class.getClassLoader());
            return made;
        });
    }

    /**
     * The one for a node that is yet to be started.
     *
     * @param folder the user's plugin folder
     * @param deploysUnused whether what a plugin offers runs though no configuration names it
     */
    public static PluginDeployer of(
            Vertx vertx,
            Languages languages,
            Path folder,
            PluginCopies copies,
            SpecReader specs,
            boolean deploysUnused) {
        Plugins plugins = languages.plugins();
        Supervision supervision = Supervision.of(vertx);
        PluginUnloading unloading = new PluginUnloading(plugins, copies, new LoaderHolders(vertx));
        PluginMoves moves = new PluginMoves(supervision);
        OfferedTree offered = new OfferedTree(supervision, specs);
        PluginChanges changes = new PluginChanges(plugins, moves, offered, unloading, copies, deploysUnused);
        PluginList list = new PluginList(plugins, supervision, changes, unloading);
        return new PluginDeployer(plugins, new PluginFolder(folder, copies), changes, list);
    }

    /** Deploys what no configuration names, and from then on what changes in the plugin folder. */
    public Future<Void> watch() {
        return inTurn(() -> {
                    changes.deployUnused();
                    // It never fails: a look tells of what goes wrong itself.
                    var unused = thread.scheduleWithFixedDelay(
                            watch::look,
                            PluginWatch.INTERVAL_MILLIS,
                            PluginWatch.INTERVAL_MILLIS,
                            TimeUnit.MILLISECONDS);
                    return new JsonObject();
                })
                .mapEmpty();
    }

    /** What there is; waits for nothing that is under way. */
    public Future<JsonObject> list() {
        return list.get();
    }

    /** Collects garbage, then tells what is still in memory of versions that were unloaded, and what holds it. */
    public Future<JsonObject> leaks() {
        return inTurn(list::leaks);
    }

    /**
     * Puts a file from elsewhere into the plugin folder, a zip unpacked, in place of what has its id, and runs it; else all is as it
     * was.
     */
    public Future<JsonObject> install(Path file) {
        return inTurn(() -> {
            if (!PluginZip.isOne(file)) {
                return installed(file);
            }
            Path unpacked = folder.unpack(file);
            try {
                return installed(unpacked);
            } finally {
                folder.discard(unpacked);
            }
        });
    }

    private JsonObject installed(Path file) throws PluginException, IOException {
        Plugin read = folder.read(file);
        changes.checkPlace(read);
        Optional<Path> before = plugins.catalog().plugin(read.id()).map(Plugin::source);
        // First: languages other than Java read it there.
        PluginFolder.Placed placed = folder.place(file, read.source());
        JsonObject done = changes.install(read, placed::takeBack);
        placed.keep(before);
        before.ifPresent(watch::forget);
        watch.handled(read.source());
        folder.rememberDisabled(plugins.disabled());
        return done;
    }

    /** Reads its files again, and runs what it finds in place of what runs; one that was disabled runs again. */
    public Future<JsonObject> reload(String id) {
        return inTurn(() -> {
            Plugin plugin = known(id);
            // First: should it change meanwhile, that is news.
            watch.handled(plugin.source());
            JsonObject done = changes.reload(plugin);
            folder.rememberDisabled(plugins.disabled());
            return done;
        });
    }

    /** Stops all that runs of it, and of those that need it, until it is reloaded. */
    public Future<JsonObject> disable(String id) {
        return inTurn(() -> {
            Plugin plugin = known(id);
            plugins.setDisabled(id, true);
            changes.stop(plugin);
            folder.rememberDisabled(plugins.disabled());
            return new JsonObject().put("plugin", id).put("done", plugin.label() + " is disabled");
        });
    }

    /** Stops all that runs of it, and removes its file. */
    public Future<JsonObject> uninstall(String id) {
        return inTurn(() -> {
            Plugin plugin = known(id);
            if (plugin.isBuiltIn()) {
                throw new PluginException(id + " is a part of the installation; disable it instead");
            }
            PluginCopies.delete(plugin.source());
            changes.removed(plugin.source());
            watch.forget(plugin.source());
            return new JsonObject().put("plugin", id).put("done", plugin.label() + " is uninstalled");
        });
    }

    private Plugin known(String id) throws PluginException {
        return plugins.catalog().plugin(id).orElseThrow(() -> list.unknown(id));
    }

    private Future<JsonObject> inTurn(Callable<JsonObject> change) {
        Promise<JsonObject> done = Promise.promise();
        if (thread.getQueue().size() >= MOST_WAITING) {
            return Future.failedFuture(new PluginException(MOST_WAITING + " changes of plugins wait already"));
        }
        try {
            thread.execute(() -> run(change, done));
        } catch (RejectedExecutionException closed) {
            done.fail(new PluginException("the node stops"));
        }
        return done.future();
    }

    private static void run(Callable<JsonObject> change, Promise<JsonObject> done) {
        try {
            done.complete(change.call());
        } catch (IOException e) {
            done.fail(new PluginException("a file cannot be read or written: " + e.getMessage(), e));
        } catch (Exception e) {
            done.fail(e);
        }
    }

    /** Nothing changes any more; what is under way is interrupted. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
