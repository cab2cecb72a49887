package io.coppice.host.metrics;

import io.coppice.supervision.TreeNode;
import io.coppice.supervision.spec.EventKind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The metrics of one node in Prometheus' text format; used on one thread. */
public final class NodeMetrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final MultiGauge up = MultiGauge.builder("coppice.child.up")
            .description("Whether a child runs: 1, or 0")
            .register(registry);
    private final MultiGauge restarts = MultiGauge.builder("coppice.child.restarts")
            .description("How many times a child was restarted since its supervisor started")
            .register(registry);
    private final MultiGauge children = MultiGauge.builder("coppice.supervisor.children")
            .description("How many children a supervisor has")
            .register(registry);

    /**
     * Metrics that are read when they are asked for.
     *
     * @param ready whether the whole tree is up
     * @param nodes how many nodes this one sees
     */
    public NodeMetrics(EventCounts events, BooleanSupplier ready, IntSupplier nodes) {
        for (EventKind kind : EventKind.values()) {
            FunctionCounter.builder("coppice.supervision.events", events.of(kind), count -> count.sum())
                    .description("What happened to children and supervisors")
                    .tag("event", kind.word())
                    .register(registry);
        }
        Gauge.builder("coppice.ready", () -> ready.getAsBoolean() ? 1 : 0)
                .description("Whether the whole tree is up: 1, or 0")
                .register(registry);
        Gauge.builder("coppice.nodes", nodes::getAsInt)
                .description("How many nodes this one sees, itself among them")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collections.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /** The text, with the tree as it is. */
    public String scrape(List<TreeNode> roots) {
        List<Row<?>> upRows = new ArrayList<>();
        List<Row<?>> restartRows = new ArrayList<>();
        List<Row<?>> childRows = new ArrayList<>();
        roots.forEach(root -> add(root, upRows, restartRows, childRows));
        up.register(upRows, true);
        restarts.register(restartRows, true);
        children.register(childRows, true);
        return registry.scrape();
    }

    private static void add(TreeNode node, List<Row<?>> up, List<Row<?>> restarts, List<Row<?>> children) {
        Tags tags = Tags.of("path", node.path());
        up.add(Row.of(tags, node.state().equals("running") ? 1 : 0));
        restarts.add(Row.of(tags, node.restarts()));
        if (node.childCount() > 0) {
            children.add(Row.of(tags, node.childCount()));
        }
        node.children().forEach(child -> add(child, up, restarts, children));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
