package io.coppice.host.cli;

import io.coppice.host.config.ChildConfig;
import io.coppice.host.config.Fault;
import io.coppice.host.config.HostConfig;
import io.coppice.host.config.Instances.Machine;
import io.coppice.host.config.SupervisorConfig;
import io.coppice.host.config.TreeSpec;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.TreeCheck;
import io.coppice.supervision.spec.TreeCheck.Warning;
import io.coppice.supervision.spec.TreeCheck.WorstCase;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code validate} says of the tree of a good configuration. */
final class TreeSummary {

    /** More lines are nothing to read; JSON has all. */
    private static final int MOST_LINES = 50;

    private final Path file;
    private final HostConfig config;
    private final TreeCheck check;

    TreeSummary(Path file, HostConfig config) {
        this.file = file;
        this.config = config;
        this.check = TreeCheck.of(TreeSpec.of(
                config,
                Machine.here(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE),
                worker -> new VerticleStart(
                        worker.start(),
                        () -> {
                            throw new IllegalStateException("nothing is started here");
                        },
                        new DeploymentOptions())));
    }

    /** Each with the pointer of the key that is to blame. */
    List<Fault> warnings() {
        return check.warnings().stream()
                .map(warning -> new Fault(file.toString(), pointer(warning), warning.message(), warning.advice()))
                .toList();
    }

    private String pointer(Warning warning) {
        StringBuilder pointer = new StringBuilder("/supervisor");
        SupervisorConfig supervisor = config.supervisor();
        for (String id : warning.path().substring(1).split("/", -1)) {
            List<ChildConfig> children = supervisor.children();
            for (int i = 0; i < children.size(); i++) {
                if (children.get(i).id().equals(id)) {
                    pointer.append("/children/").append(i);
                    supervisor = children.get(i).body() instanceof SupervisorConfig nested ? nested : supervisor;
                    break;
                }
            }
        }
        return pointer.append('/').append(warning.key()).toString();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(stop());
        check.unbounded().forEach(path -> lines.add("    without a limit: " + path));
        List<WorstCase> worst = check.worstCases();
        if (!worst.isEmpty()) {
            lines.add("crashes of one child that end the node, if they come fast enough:");
        }
        int width = worst.stream().mapToInt(one -> one.path().length()).max().orElse(0);
        worst.stream()
                .limit(MOST_LINES)
                .forEach(one -> lines.add(
                        "    " + one.path() + " ".repeat(width - one.path().length()) + "  " + ends(one)));
        if (worst.size() > MOST_LINES) {
            lines.add("    … " + (worst.size() - MOST_LINES) + " more");
        }
        return lines;
    }

    private String stop() {
        long all = check.stop().toMillis();
        long limit = config.stopTimeout().toMillis();
        return "the stop takes at most " + Elapsed.of(all) + ", child after child"
                + (all > limit || !check.unbounded().isEmpty()
                        ? "; stop_timeout ends it after " + Elapsed.of(limit)
                        : ", within the stop_timeout of " + Elapsed.of(limit));
    }

    private static String ends(WorstCase worst) {
        return (worst.crashes() == Long.MAX_VALUE ? "more than " : "")
                + worst.crashes()
                + (worst.endsAt().equals("/") ? "" : ", then " + worst.endsAt() + " stays down, and the node goes on");
    }

    JsonObject toJson() {
        JsonArray worst = new JsonArray();
        check.worstCases()
                .forEach(one -> worst.add(new JsonObject()
                        .put("path", one.path())
                        .put("crashes", one.crashes())
                        .put("ends_at", one.endsAt())));
        return new JsonObject()
                .put("stop_ms", check.stop().toMillis())
                .put("stop_timeout_ms", config.stopTimeout().toMillis())
                .put("without_limit", new JsonArray(check.unbounded()))
                .put("worst_cases", worst);
    }
}
