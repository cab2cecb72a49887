package io.coppice.test;

import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Trees as the configuration declares them, with the little of its rules that those of components use. */
public final class DeclaredTree {

    /** What the words for instances stand for. */
    private static final Map<Object, Integer> WORDS = Map.of("event_loops", 2, "half_of_cores", 1);

    private final Path data;
    private final JsonObject overrides;

    /**
     * Trees for one node.
     *
     * @param overrides by child id, what its {@code config} says otherwise
     */
    public DeclaredTree(Path data, JsonObject overrides) {
        this.data = data;
        this.overrides = overrides;
    }

    /** The tree of a file of {@code conf}, from the folder of a component's module. */
    public SupervisorSpec ofFile(String name) {
        try {
            return of(new JsonObject(Files.readString(Path.of("../../conf", name))).getJsonObject("supervisor"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The supervisor that this declares. */
    public SupervisorSpec of(JsonObject supervisor) {
        return supervisor(supervisor);
    }

    private ChildSpec child(JsonObject json) {
        String id = json.getString("id");
        if ("supervisor".equals(json.getString("type"))) {
            return ChildSpec.of(id, supervisor(json));
        }
        JsonObject config = json.getJsonObject("config", new JsonObject())
                .mergeIn(overrides.getJsonObject(id, new JsonObject()))
                .put("coppice", new JsonObject().put("data", data.toString()));
        DeploymentOptions options = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.valueOf(
                        json.getString("threading", "event_loop").toUpperCase(Locale.ROOT)))
                .setConfig(config);
        String start = json.getString("start");
        Object instances = json.getValue("instances", 1);
        return ChildSpec.of(id, new VerticleStart(start, () -> verticle(start), options))
                .withRestart(RestartType.valueOf(
                        json.getString("restart", "permanent").toUpperCase(Locale.ROOT)))
                .withInstances(
                        instances instanceof Integer number ? number : Objects.requireNonNull(WORDS.get(instances)));
    }

    private SupervisorSpec supervisor(JsonObject json) {
        SupervisorSpec spec = SupervisorSpec.ofDynamic();
        if (!json.getBoolean("dynamic", false)) {
            spec = SupervisorSpec.of(
                    RestartStrategy.valueOf(
                            json.getString("strategy", "one_for_one").toUpperCase(Locale.ROOT)),
                    json.getJsonArray("children", new JsonArray()).stream()
                            .map(child -> child((JsonObject) child))
                            .toArray(ChildSpec[]::new));
        }
        Integer most = json.getInteger("max_children");
        if (most != null) {
            spec = spec.withMaxChildren(most);
        }
        return spec.withWindow(
                json.getInteger("max_restarts", SupervisorSpec.DEFAULT_MAX_RESTARTS),
                Duration.ofSeconds(json.getInteger("max_seconds", 5)));
    }

    private static Deployable verticle(String start) throws ReflectiveOperationException {
        if (start.startsWith("python:")) {
            // Its file is run by tests of the distribution, which has the language.
            return context -> Future.succeededFuture();
        }
        String className = start.substring("java:".length());
        return Class.forName(className)
                .asSubclass(Deployable.class)
                .getDeclaredConstructor()
                .newInstance();
    }
}
