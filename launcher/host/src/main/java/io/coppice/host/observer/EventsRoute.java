package io.coppice.host.observer;

import io.coppice.host.events.EventCursor;
import io.coppice.host.events.EventLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/events?source=NAME&recent=N&follow=false}: what happens on the node, as server-sent events.
 *
 * <p>Without a {@code source}, which may be repeated, it is of all. {@code recent} begins with so many that have happened
 * already, and {@code Last-Event-ID} with those after that one; with {@code follow=false} it ends when it has told them.
 */
final class EventsRoute {

    static final int MOST_STREAMS = 64;

    private static final int HEARTBEAT_MILLIS = 15_000;
    private static final int RETRY_MILLIS = 1_000;
    private static final int MOST_RECENT = 1_000;
    private static final Pattern ID = Pattern.compile("([0-9a-z]{1,16})-([0-9]{1,18})");

    private final EventLog log;
    /** All clients are served on it, and only there is {@code streams} touched. */
    private final Context context;

    private final Set<EventStream> streams = new LinkedHashSet<>();
    /** How many there are, for whoever is not on the event loop. */
    private volatile int following;

    private final AtomicBoolean awake = new AtomicBoolean();
    private final Runnable deaf;

    /** @param context of the server, which has one event loop */
    EventsRoute(Vertx vertx, Context context, EventLog log) {
        this.log = log;
        this.context = context;
        this.deaf = log.listen(this::wake);
        context.runOnContext(v -> vertx.setPeriodic(HEARTBEAT_MILLIS, id -> each(EventStream::beat)));
    }

    void mount(Router router) {
        router.get("/api/events").handler(this::events);
    }

    /** Called on the thread of whatever happens. */
    private void wake() {
        if (following > 0 && awake.compareAndSet(false, true)) {
            context.runOnContext(v -> {
                awake.set(false);
                each(EventStream::flush);
            });
        }
    }

    /** Of a copy, as a stream that ends is removed. */
    private void each(Consumer<EventStream> action) {
        List.copyOf(streams).forEach(action);
    }

    private void events(RoutingContext routing) {
        List<String> sources = routing.queryParam("source");
        Predicate<String> selected = sources.isEmpty() ? name -> true : Set.copyOf(sources)::contains;
        @Nullable String follow = routing.queryParams().get("follow");
        @Nullable String recent = routing.queryParams().get("recent");
        @Nullable String after = routing.request().getHeader("Last-Event-ID");
        if (follow != null && !follow.matches("true|false")) {
            JsonErrors.answer(routing, 400, "follow must be true or false");
        } else if (recent != null && !(recent.matches("[0-9]{1,4}") && Integer.parseInt(recent) <= MOST_RECENT)) {
            JsonErrors.answer(routing, 400, "recent must be a whole number from 0 to " + MOST_RECENT);
        } else if (after != null && !ID.matcher(after).matches()) {
            JsonErrors.answer(routing, 400, "Last-Event-ID must be the id of an event");
        } else if (streams.size() >= MOST_STREAMS) {
            JsonErrors.answer(routing, 503, MOST_STREAMS + " clients follow the events already; no more are served");
        } else {
            begin(routing, cursor(selected, after, recent), !"false".equals(follow));
        }
    }

    private EventCursor cursor(Predicate<String> selected, @Nullable String after, @Nullable String recent) {
        if (after != null) {
            Matcher id = ID.matcher(after);
            return id.matches() && id.group(1).equals(log.run())
                    ? log.after(Long.parseLong(id.group(2)), selected)
                    : log.afterAnotherRun(selected);
        }
        return recent == null ? log.fromNow(selected) : log.fromNewest(Integer.parseInt(recent), selected);
    }

    private void begin(RoutingContext routing, EventCursor cursor, boolean follows) {
        EventStream stream = new EventStream(context, routing.response(), cursor, log.run(), follows);
        streams.add(stream);
        following = streams.size();
        routing.response()
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .closeHandler(v -> remove(stream))
                .endHandler(v -> remove(stream));
        stream.begin(cursor.number(), RETRY_MILLIS);
    }

    private void remove(EventStream stream) {
        streams.remove(stream);
        following = streams.size();
    }

    /** Ends all streams, after what has happened up to now. */
    Future<Void> close() {
        deaf.run();
        Promise<Void> ended = Promise.promise();
        context.runOnContext(v -> {
            each(EventStream::end);
            ended.complete();
        });
        return ended.future();
    }
}
