package io.coppice.kv.news;

import io.coppice.kv.route.Placement;
import io.coppice.kv.route.Routes;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Events;
import io.coppice.supervision.Names;
import io.coppice.supervision.nodes.Nodes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells the others of its buckets, and they tell it; used on the context of the router, but for
 * {@link #reached}.
 */
public final class News {

    private static final long REMIND_MS = 5_000;

    private final Vertx vertx;
    private final Context context;
    private final Events events;
    private final String self;
    private final Map<String, Feed> feeds = new HashMap<>();
    private final Map<String, Reporter> reporters = new HashMap<>();
    private final List<Runnable> undo = new ArrayList<>();
    private Placement placement;
    private boolean closed;

    public News(Vertx vertx, Context context, Routes routes) {
        this.vertx = vertx;
        this.context = context;
        this.events = Events.of(vertx);
        this.placement = routes.placement();
        this.self = placement.self();
        undo.add(routes.listen((before, after) -> context.runOnContext(v -> move(after))));
    }

    /** Where a node is told, and asked. */
    static String addressOf(String node) {
        return "kv.news." + Names.escape(node);
    }

    /** Completes when the other nodes can reach this one. */
    public Future<Void> open() {
        for (Want.Kind kind : Want.Kind.values()) {
            kind.topic(events).watch(name -> changed(new Want(kind, name)));
        }
        events.reachBy(this::reached);
        move(placement);
        long timer = vertx.setPeriodic(REMIND_MS, id -> feeds.values().forEach(Feed::remind));
        undo.add(() -> vertx.cancelTimer(timer));
        return vertx.eventBus().consumer(addressOf(self), this::handle).completion();
    }

    public void close() {
        Consumer<@Nullable Bytes> nobody = name -> {};
        for (Want.Kind kind : Want.Kind.values()) {
            kind.topic(events).watch(nobody);
        }
        events.reachBy(Future::succeededFuture);
        undo.forEach(Runnable::run);
        closed = true;
        feeds.values().forEach(Feed::close);
        feeds.clear();
        reporters.values().forEach(Reporter::close);
    }

    /** On any thread. */
    private void changed(Want want) {
        context.runOnContext(v -> feeds.values().forEach(feed -> feed.change(want)));
    }

    /** On any context, on which it completes: when the others know all that is subscribed to here, or are not reachable. */
    private Future<Void> reached() {
        if (Nodes.of(vertx).membership().nodes().size() < 2) {
            return Future.succeededFuture();
        }
        Context caller = vertx.getOrCreateContext();
        Promise<Void> all = Promise.promise();
        context.runOnContext(v -> {
            List<Future<Void>> each = new ArrayList<>();
            feeds.values().forEach(feed -> {
                Promise<Void> said = Promise.promise();
                feed.whenSaid(said::complete);
                each.add(said.future());
            });
            Future.join(each).onComplete(done -> caller.runOnContext(w -> all.complete()));
        });
        return all.future();
    }

    /** Others may have come or gone, or have other buckets. */
    private void move(Placement after) {
        if (closed) {
            return;
        }
        Placement before = placement;
        placement = after;
        Set<String> others = new HashSet<>(Nodes.of(vertx).membership().nodes());
        others.remove(self);
        for (String other : others) {
            feeds.computeIfAbsent(other, name -> newFeed(name)).whenSaid(() -> {});
        }
        feeds.keySet().stream().filter(node -> !others.contains(node)).toList().forEach(gone -> {
            Feed feed = feeds.remove(gone);
            if (feed != null) {
                feed.close();
                if (feed.isKnown()) {
                    // Its last words may not have got here, and its buckets have exited.
                    events.lost(of(before, gone), 1);
                }
            }
        });
        reporters.keySet().stream()
                .filter(node -> !others.contains(node))
                .toList()
                .forEach(this::giveUp);
    }

    private Feed newFeed(String other) {
        return new Feed(vertx, events, self, other, () -> events.lost(of(placement, other), 1));
    }

    private static Predicate<Bytes> of(Placement placement, String node) {
        return bucket -> node.equals(placement.nodeOf(bucket.toArray()));
    }

    private void giveUp(String other) {
        Reporter reporter = reporters.remove(other);
        if (reporter != null) {
            reporter.close();
        }
    }

    private void handle(Message<Object> message) {
        try {
            if (message.body() instanceof Buffer buffer) {
                long lost = NewsMessage.tell(buffer, events);
                if (lost > 0) {
                    events.lost(bucket -> !self.equals(placement.nodeOf(bucket.toArray())), lost);
                }
                message.reply(new JsonObject());
            } else if (message.body() instanceof JsonObject body) {
                message.reply(asked(body));
            } else {
                message.fail(Routes.REFUSED, "only news of the routers of other nodes come here");
            }
        } catch (IllegalArgumentException e) {
            message.fail(Routes.REFUSED, e.getMessage());
        }
    }

    private JsonObject asked(JsonObject body) {
        if (!(body.getValue("from") instanceof String from)
                || !(body.getValue("fresh") instanceof Boolean fresh)
                || !(body.getValue("wants") instanceof JsonArray wants)) {
            throw new IllegalArgumentException("{\"from\": node, \"fresh\": boolean, \"wants\": [...]} is wanted");
        }
        Reporter reporter = reporters.get(from);
        if (reporter == null && !fresh) {
            return new JsonObject().put("unknown", true);
        }
        if (reporter == null) {
            reporter = new Reporter(vertx, context, events, from, () -> giveUp(from));
            reporters.put(from, reporter);
        } else if (fresh) {
            reporter.forgetAll();
        }
        for (Object each : wants) {
            if (!(each instanceof JsonObject want) || !(want.getValue("wanted") instanceof Boolean isWanted)) {
                throw new IllegalArgumentException("\"wants\" has objects with a boolean \"wanted\", not " + each);
            }
            reporter.want(Want.of(want), isWanted);
        }
        return new JsonObject();
    }
}
