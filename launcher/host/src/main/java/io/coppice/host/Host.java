package io.coppice.host;

import io.coppice.host.bridge.Bridges;
import io.coppice.host.cluster.Cluster;
import io.coppice.host.config.ChildJsonReader;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.config.HostConfig;
import io.coppice.host.config.Instances.Machine;
import io.coppice.host.config.TreeSpec;
import io.coppice.host.events.EventLog;
import io.coppice.host.events.EventSources;
import io.coppice.host.logging.CrashLog;
import io.coppice.host.observer.ObservedNode;
import io.coppice.host.observer.Observer;
import io.coppice.host.observer.ObserverToken;
import io.coppice.host.plan.NodePlan;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCopies;
import io.coppice.host.plugin.PluginDeployer;
import io.coppice.host.plugin.PoolWarmUp;
import io.coppice.supervision.LocalVertx;
import io.coppice.supervision.MessageMask;
import io.coppice.supervision.SpecReader;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node. */
public final class Host {

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    private final HostConfig config;
    private final DataFolder data;
    private final VertxOptions options;
    private final Cluster cluster;
    private final Vertx vertx;
    private final Vertx observerVertx;
    private final Languages languages;
    private final PluginDeployer plugins;
    private final ListeningPorts ports;
    private final EventLog events = new EventLog(Long.toString(System.currentTimeMillis(), 36));
    private final EventSources sources;
    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean wasReady = new AtomicBoolean();
    private final AtomicBoolean gaveUp = new AtomicBoolean();
    private volatile @Nullable Observer observer;
    private volatile @Nullable Future<Void> stopped;

    private Host(
            HostConfig config,
            DataFolder data,
            PluginCopies copies,
            Languages languages,
            Cluster cluster,
            PortListener listener) {
        this.config = config;
        this.data = data;
        this.options = NodeVertx.options(data.cache());
        this.languages = languages;
        this.cluster = cluster;
        this.vertx = cluster.start(options);
        this.observerVertx = LocalVertx.of(NodeVertx.observerOptions());
        this.ports = new ListeningPorts(vertx, listener);
        this.sources = new EventSources(vertx, events);
        Supervision supervision = Supervision.of(vertx);
        supervision.keepCrashes(config.crashes().kept());
        supervision.maskWith(MessageMask.ofJson(config.crashes().mask()));
        SpecReader specs = ChildJsonReader.of(
                config,
                machine(),
                languages::startOf,
                languages,
                Runtime.version().feature());
        supervision.readSpecsWith(specs);
        this.plugins =
                PluginDeployer.of(vertx, languages, config.pluginFolder(), copies, specs, config.watchesPlugins());
        supervision.listen(new CrashLog(wasReady::get));
        supervision.listen(this::noteGiveUp);
    }

    /**
     * Makes a node that is yet to be started; it blocks on the data folder, the plugin folders and the cluster.
     *
     * @throws HostException if Vert.x does not start, or the data folder or the cluster cannot be used
     */
    public static Host of(HostConfig config, PortListener listener) {
        DataFolder data = DataFolder.prepare(config.dataFolder());
        try {
            PluginCopies copies = PluginCopies.in(data.plugins());
            Languages languages = Languages.of(config.pluginFolder(), copies);
            languages.cleanUp(config.dataFolder());
            return inCluster(config, data, copies, languages, listener);
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    private static Host inCluster(
            HostConfig config, DataFolder data, PluginCopies copies, Languages languages, PortListener listener) {
        Cluster cluster = Cluster.join(config);
        try {
            return new Host(config, data, copies, languages, cluster, listener);
        } catch (RuntimeException e) {
            cluster.leave().toCompletableFuture().join();
            throw e;
        }
    }

    /** Makes a node and starts it. */
    public static Future<Host> start(HostConfig config, PortListener listener) {
        try {
            return of(config, listener).start();
        } catch (HostException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Starts it, once.
     *
     * @return this node when its whole tree is up; failed with a {@link HostException} when everything is stopped again
     */
    public Future<Host> start() {
        return PoolWarmUp.of(vertx, options)
                .compose(warm -> startObserver())
                .compose(listening -> startTree())
                .compose(root -> startBridges(root))
                .compose(up -> config.watchesPlugins() ? plugins.watch() : Future.succeededFuture())
                .compose(up -> ports.settled())
                .compose(told -> sources.settled())
                .compose(settled -> Future.fromCompletionStage(cluster.takeShare(), vertx.getOrCreateContext()))
                .compose(shared -> Future.fromCompletionStage(cluster.whenSafe(), vertx.getOrCreateContext()))
                .map(this)
                .onSuccess(up -> {
                    wasReady.set(true);
                    ready.set(true);
                })
                .recover(failure -> stop().transform(done -> Future.failedFuture(failure)));
    }

    private Future<Void> startObserver() {
        ObservedNode node = new ObservedNode(vertx, events, data.token(), cluster, plugins, ready::get, plan());
        return Observer.start(observerVertx, node, config.observer())
                .recover(cause -> Future.failedFuture(StartFailure.ofObserver(config.observer(), cause)))
                .compose(started -> {
                    observer = started;
                    return ports.tell("observer", config.observer().host(), started.port());
                });
    }

    private NodePlan plan() {
        NodePlan.Reader reader = (json, folder) -> {
            ConfigRequest request = ConfigRequest.ofNode(Path.of(folder), config.node(), config.dataFolder());
            return ConfigLoader.read(json, request, pluginFolder -> languages);
        };
        return new NodePlan(Supervision.of(vertx), config, reader, this::treeOf);
    }

    private SupervisorSpec treeOf(HostConfig tree) {
        return TreeSpec.of(tree, machine(), languages::startOf);
    }

    private Machine machine() {
        return Machine.here(options.getEventLoopPoolSize());
    }

    private Future<Supervisor> startTree() {
        return Supervisor.start(vertx, treeOf(config))
                .onFailure(this::logStack)
                .recover(cause -> Future.failedFuture(StartFailure.ofChild(config, cause)));
    }

    private Future<Void> startBridges(Supervisor root) {
        if (config.bridges().isOff()) {
            return Future.succeededFuture();
        }
        return Future.<ObserverToken>future(begun -> begun.complete(data.bridgeToken()))
                .compose(token -> root.startChild(Bridges.spec(config.bridges(), token)))
                .recover(cause -> Future.failedFuture(StartFailure.ofChild(config, cause)))
                .mapEmpty();
    }

    /** One line does not do for a mistake in a verticle: its author needs the stack. */
    private void logStack(Throwable failure) {
        if (stopped == null && failure.getCause() != null && !StartFailure.isAddressInUse(failure)) {
            LOG.error("{}", failure.getMessage(), failure.getCause());
        }
    }

    /** Completes when the root supervisor has ended, because it was stopped or because it gave up. */
    public Future<ExitReason> ended() {
        return Supervision.of(vertx)
                .supervisor("/")
                .map(Supervisor::ended)
                .orElseGet(() -> Future.succeededFuture(ExitReason.SHUTDOWN));
    }

    /** Whether the root supervisor has made more restarts than it may. */
    public boolean gaveUp() {
        return gaveUp.get();
    }

    private void noteGiveUp(SupervisionEvent event) {
        if (event.kind() == EventKind.GAVE_UP && event.path().equals("/")) {
            gaveUp.set(true);
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    public HostConfig config() {
        return config;
    }

    /** Its plugins, and changes of them. */
    public PluginDeployer plugins() {
        return plugins;
    }

    /** The port on which the observer listens; 0 while it does not. */
    public int observerPort() {
        Observer started = observer;
        return started == null ? 0 : started.port();
    }

    /**
     * Hands over what it keeps for other nodes, stops the tree in reverse order, then its Vert.x, leaves the cluster, and stops the
     * observer last; also a node that is still starting.
     *
     * @return failed with a {@link java.util.concurrent.TimeoutException} when it takes longer than the configuration's
     *     {@code stop_timeout}
     */
    public synchronized Future<Void> stop() {
        Future<Void> already = stopped;
        if (already != null) {
            return already;
        }
        ready.set(false);
        plugins.close();
        // Of no context: what comes after the close of Vert.x could not run on one of its own.
        Promise<Void> tree = Promise.promise();
        Future.fromCompletionStage(cluster.giveShare(config.stopTimeout()))
                .transform(given -> stopTree())
                .onComplete(tree);
        CompletableFuture<Void> stopping = tree.future()
                .eventually(() -> vertx.close())
                .eventually(() -> Future.fromCompletionStage(cluster.leave()))
                .eventually(() -> {
                    languages.close();
                    return Future.succeededFuture();
                })
                .eventually(() -> endStreams())
                .eventually(() -> observerVertx.close())
                .eventually(() -> {
                    data.close();
                    return Future.succeededFuture();
                })
                .toCompletionStage()
                .toCompletableFuture()
                // Not a timer of Vert.x: a blocked event loop must not keep the node from ending.
                .orTimeout(config.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
        Future<Void> result = Future.fromCompletionStage(stopping);
        stopped = result;
        return result;
    }

    private Future<Void> endStreams() {
        Observer started = observer;
        return started == null ? Future.succeededFuture() : started.endStreams();
    }

    private Future<Void> stopTree() {
        return Supervision.of(vertx)
                .supervisor("/")
                .map(Supervisor::stop)
                .orElseGet(() -> Future.succeededFuture(ExitReason.SHUTDOWN))
                .mapEmpty();
    }
}
