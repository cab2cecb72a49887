package io.coppice.host.observer;

import io.coppice.host.cluster.Cluster;
import io.coppice.host.config.ConfigException;
import io.coppice.host.config.ConfigLoader;
import io.coppice.host.config.ConfigRequest;
import io.coppice.host.config.HostConfig;
import io.coppice.host.config.HostConfig.ObserverConfig;
import io.coppice.host.events.EventLog;
import io.coppice.host.events.EventSources;
import io.coppice.host.plan.NodePlan;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.coppice.host.plugin.PluginCopies;
import io.coppice.host.plugin.PluginDeployer;
import io.coppice.supervision.SpecReader;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** An observer of a Vert.x without components, on a free port. */
final class RunningObserver implements AutoCloseable {

    final Vertx vertx = Vertx.vertx();
    final EventLog log = new EventLog("run");
    final AtomicBoolean ready = new AtomicBoolean();
    final String token;
    final Observer observer;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Vertx own = Vertx.vertx();

    /** @param bus the addresses in the configuration; without any it has no list */
    RunningObserver(Path folder, String... bus) throws Exception {
        this(folder, Cluster.alone("a"), bus);
    }

    RunningObserver(Path folder, Cluster cluster, String... bus) throws Exception {
        EventSources sources = new EventSources(vertx, log);
        ObservedNode node = new ObservedNode(
                vertx, log, ObserverToken.in(folder), cluster, plugins(folder), ready::get, plan(folder));
        Optional<List<String>> listed = bus.length == 0 ? Optional.empty() : Optional.of(Arrays.asList(bus));
        observer = Observer.start(own, node, new ObserverConfig("127.0.0.1", 0, listed))
                .await(10, TimeUnit.SECONDS);
        sources.settled().await(10, TimeUnit.SECONDS);
        token = Files.readString(folder.resolve("observer.token")).strip();
    }

    /** That of a node without children. */
    private NodePlan plan(Path folder) throws ConfigException, IOException {
        Path file = Files.writeString(folder.resolve("empty.json"), "{\"supervisor\":{\"children\":[]}}");
        HostConfig empty = ConfigLoader.load(ConfigRequest.of(file), plugins -> (start, plugin) -> Optional.empty());
        return new NodePlan(
                Supervision.of(vertx),
                empty,
                (json, from) -> empty,
                config -> SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE));
    }

    private PluginDeployer plugins(Path folder) {
        Languages none = Languages.of(PluginCatalog.scan(List.of()));
        SpecReader unused = spec -> {
            throw new IllegalStateException();
        };
        return PluginDeployer.of(
                vertx, none, folder.resolve("plugins"), PluginCopies.in(folder.resolve("copies")), unused, false);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + observer.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    /** With the token. */
    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** A client of the events that reads line by line. */
    EventReader events(String query, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/api/events" + query);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return new EventReader(client.send(request.build(), BodyHandlers.ofInputStream()));
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        own.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
