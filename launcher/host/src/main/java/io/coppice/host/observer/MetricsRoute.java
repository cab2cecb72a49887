package io.coppice.host.observer;

import io.coppice.host.metrics.EventCounts;
import io.coppice.host.metrics.NodeMetrics;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.TreeNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: the node in Prometheus' text format. */
final class MetricsRoute {

    /** Each child is a time series to whoever collects them, so a dynamic supervisor shows only the first. */
    private static final int MOST_CHILDREN = 100;

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final ObservedNode node;
    private final EventCounts events = new EventCounts();
    /** Made when it is first asked for, which takes a moment; only touched on the observer's event loop. */
    private @Nullable NodeMetrics metrics;

    MetricsRoute(ObservedNode node) {
        this.node = node;
        Supervision.of(node.vertx()).listen(events);
    }

    void mount(Router router) {
        router.get("/metrics").handler(this::metrics);
    }

    private void metrics(RoutingContext context) {
        Context own = context.vertx().getOrCreateContext();
        Promise<List<TreeNode>> seen = Promise.promise();
        tree().onComplete(result -> own.runOnContext(v -> seen.handle(result)));
        seen.future()
                .map(roots -> made().scrape(roots))
                .onSuccess(text -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                        .end(text))
                .onFailure(context::fail);
    }

    private Future<List<TreeNode>> tree() {
        Optional<Supervisor> root = Supervision.of(node.vertx()).supervisor("/");
        return root.isEmpty()
                ? Future.succeededFuture(List.of())
                : root.get().tree(MOST_CHILDREN).map(List::of);
    }

    private NodeMetrics made() {
        NodeMetrics present = metrics;
        if (present == null) {
            present = new NodeMetrics(
                    events, node.ready(), () -> node.cluster().nodes().size());
            metrics = present;
        }
        return present;
    }

    void close() {
        NodeMetrics made = metrics;
        if (made != null) {
            made.close();
        }
    }
}
