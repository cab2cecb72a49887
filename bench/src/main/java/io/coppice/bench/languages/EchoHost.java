package io.coppice.bench.languages;

import io.coppice.bench.languages.bare.BareEcho;
import io.coppice.host.config.GrantsConfig;
import io.coppice.host.config.Instances;
import io.coppice.host.config.WorkerConfig;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A dynamic supervisor whose children are found and run as a node's are: from a plugin folder, by the packs of the
 * installation that {@code coppice.home} names, each held to its grants.
 */
final class EchoHost {

    /** The watchdog is there, but on a loaded machine the first start of a language may take longer than it allows. */
    private static final JsonObject GUEST = new JsonObject().put("time_limit", 60_000);

    private static final ChildSpec JAVA =
            ChildSpec.of("java", VerticleStart.of("an echo in Java", BareEcho.in("java", List.of())));

    private final Supervisor supervisor;
    private final Path folder;
    private final String address;
    private final String start;
    private final JsonObject config;
    private Optional<Languages> languages = Optional.empty();
    private int children;

    /**
     * One that had a child in Java before, as a node has.
     *
     * @param folder of the plugin; beside it is the data folder, {@code FOLDER.data}
     * @param address the one that all children serve, with those below it
     */
    EchoHost(Vertx vertx, Path folder, String address, String start) {
        this.supervisor = Supervisor.start(
                        vertx, SupervisorSpec.ofDynamic().withWindow(Integer.MAX_VALUE, Duration.ofSeconds(1)))
                .await();
        this.folder = folder;
        this.address = address;
        this.start = start;
        JsonObject node = new JsonObject().put("data", folder.toAbsolutePath() + ".data");
        this.config = new JsonObject().put("guest", GUEST).put("coppice", node);
        supervisor.startChild(JAVA).await();
        EchoLoad.ask(vertx, BareEcho.ADDRESS).await();
        supervisor.terminateChild(JAVA.id()).await();
    }

    /** Starts another one; the first reads the plugins, and opens the pack. */
    Future<Child> startChild() {
        WorkerConfig worker = worker();
        return start(worker, languages().startOf(worker));
    }

    /** The same on an event loop, on which no node runs it: one that hangs would hold up all others there. */
    Future<Child> startChildOnLoop() {
        WorkerConfig worker = worker();
        VerticleStart found = languages().resolve(worker);
        DeploymentOptions onLoop = new DeploymentOptions(found.options()).setThreadingModel(ThreadingModel.EVENT_LOOP);
        return start(worker, found.withOptions(onLoop));
    }

    private Languages languages() {
        if (languages.isEmpty()) {
            Languages opened = Languages.of(PluginCatalog.scan(List.of(folder)));
            opened.check(start, null).ifPresent(problem -> {
                throw new IllegalArgumentException(problem.message() + "; " + problem.suggestion());
            });
            languages = Optional.of(opened);
        }
        return languages.get();
    }

    private Future<Child> start(WorkerConfig worker, ChildStart what) {
        return supervisor.startChild(ChildSpec.of(worker.grants().id().orElseThrow(), what));
    }

    private WorkerConfig worker() {
        String id = address + "-" + children++;
        GrantsConfig grants = new GrantsConfig(Optional.of(id), Optional.of(List.of(address, address + ".*")));
        return new WorkerConfig(
                start,
                null,
                ChildSpec.DEFAULT_START_TIMEOUT,
                Instances.ONE,
                ThreadingModel.EVENT_LOOP,
                WorkerConfig.Replace.BESIDE,
                grants,
                config);
    }
}
