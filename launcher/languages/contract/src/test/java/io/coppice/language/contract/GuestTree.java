package io.coppice.language.contract;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.coppice.host.config.GrantsConfig;
import io.coppice.host.config.Instances;
import io.coppice.host.config.WorkerConfig;
import io.coppice.host.plugin.Languages;
import io.coppice.host.plugin.PluginCatalog;
import io.coppice.supervision.Child;
import io.coppice.supervision.CrashReport;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A dynamic supervisor of children from one plugin folder, found as the host finds them. */
final class GuestTree implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    final Vertx vertx;
    final Path folder;
    private final Languages languages;
    private final Supervisor supervisor;

    GuestTree(Path folder) {
        this(folder, Vertx.vertx());
    }

    GuestTree(Path folder, Vertx vertx) {
        this(folder, vertx, SupervisorSpec.ofDynamic().withWindow(100, Duration.ofSeconds(5)));
    }

    GuestTree(Path folder, Vertx vertx, SupervisorSpec spec) {
        this.vertx = vertx;
        this.folder = folder;
        this.languages = Languages.of(PluginCatalog.scan(List.of(folder)));
        this.supervisor = get(Supervisor.start(vertx, spec));
    }

    /** Copies a file of the test's resources, or of another folder, to the plugin folder, and makes it executable. */
    void copy(Path file) {
        try {
            Path copy = folder.resolve(Objects.requireNonNull(file.getFileName()));
            Files.copy(file, copy);
            executable(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
            executable(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void executable(Path file) {
        if (!file.toFile().setExecutable(true)) {
            throw new IllegalStateException(file + " cannot be made executable");
        }
    }

    Languages languages() {
        return languages;
    }

    /** That of a child which may use every address, and of those that control the node the root supervisor's. */
    ChildSpec spec(String id, String start, JsonObject config) {
        return spec(id, start, config, List.of("*", "supervisor"));
    }

    /** That of a child which is granted these beside its own. */
    ChildSpec spec(String id, String start, JsonObject config, List<String> grants) {
        return spec(id, start, config, new GrantsConfig(Optional.of(id), Optional.of(grants)));
    }

    /** As above; its id makes nothing its own, as those that a plugin gives to its children. */
    ChildSpec offered(String id, String start, List<String> grants) {
        return spec(id, start, new JsonObject(), new GrantsConfig(Optional.empty(), Optional.of(grants)));
    }

    private ChildSpec spec(String id, String start, JsonObject config, GrantsConfig grants) {
        languages.check(start, null).ifPresent(problem -> {
            throw new IllegalArgumentException(problem.message() + "; " + problem.suggestion());
        });
        return ChildSpec.of(
                id,
                languages.resolve(new WorkerConfig(
                        start,
                        null,
                        ChildSpec.DEFAULT_START_TIMEOUT,
                        Instances.ONE,
                        ThreadingModel.EVENT_LOOP,
                        WorkerConfig.Replace.BESIDE,
                        grants,
                        config)));
    }

    Child start(ChildSpec spec) {
        return get(supervisor.startChild(spec));
    }

    Child start(String id, String start, JsonObject config) {
        return start(spec(id, start, config));
    }

    /** The failure of a start. */
    Throwable startFails(ChildSpec spec) {
        return failure(supervisor.startChild(spec));
    }

    void terminate(String id) {
        get(supervisor.terminateChild(id));
    }

    Optional<Child> child(String path) {
        return Supervision.of(vertx).child(path);
    }

    List<CrashReport> crashes() {
        return Supervision.of(vertx).crashes(100);
    }

    Future<Message<Object>> request(String address, @Nullable Object body) {
        return vertx.eventBus().request(address, body, new DeliveryOptions().setSendTimeout(PATIENCE.toMillis()));
    }

    @Nullable
    Object ask(String address, @Nullable Object body) {
        return get(request(address, body)).body();
    }

    int askInt(String address) {
        return (Integer) Objects.requireNonNull(ask(address, null));
    }

    ReplyException askFails(String address, @Nullable Object body) {
        return (ReplyException) failure(request(address, body));
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static Throwable failure(Future<?> future) {
        return get(future.transform(result -> result.failed()
                ? Future.succeededFuture(result.cause())
                : Future.failedFuture("it succeeded: " + result.result())));
    }

    /** Starts its successor beside it, which takes its place. */
    void replace(String id) {
        get(supervisor.replaceChild(id));
    }

    @Override
    public void close() {
        get(supervisor.stop());
        get(vertx.close());
        languages.close();
    }
}
