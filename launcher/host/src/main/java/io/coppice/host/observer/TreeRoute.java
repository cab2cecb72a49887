package io.coppice.host.observer;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.TreeNode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code GET /api/tree}: the supervision tree as it is now. */
final class TreeRoute {

    /** A dynamic supervisor may have a million children; the rest is counted only. */
    private static final int MOST_CHILDREN = 100;

    private final Supervision supervision;

    TreeRoute(Supervision supervision) {
        this.supervision = supervision;
    }

    void mount(Router router) {
        router.get("/api/tree").handler(this::tree);
    }

    private void tree(RoutingContext context) {
        Optional<Supervisor> root = supervision.supervisor("/");
        if (root.isEmpty()) {
            JsonErrors.answer(context, 503, "the tree is not up");
            return;
        }
        Context own = context.vertx().getOrCreateContext();
        root.get()
                .tree(MOST_CHILDREN)
                // It completes on a thread of the tree's, and the answer belongs on the request's.
                .onComplete(result -> own.runOnContext(ignored -> answer(context, result)));
    }

    private static void answer(RoutingContext context, AsyncResult<TreeNode> result) {
        if (result.succeeded()) {
            context.json(result.result().toJson());
        } else {
            context.fail(result.cause());
        }
    }
}
