package io.coppice.kv.bus;

import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Change;
import io.coppice.kv.store.Outbox;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import org.jspecify.annotations.Nullable;

/**
 * The creations and exits that the registry has told and the event manager has not published yet.
 *
 * <p>They belong to no verticle, so that they are still there when the event manager is started again. It would have to be away
 * for more than 65,536 of them to lose any, and then it publishes how many.
 */
public final class Announcements implements Shareable {

    /** The address of the event manager. */
    public static final String MANAGER = "kv.events";

    private static final String KEY = "coppice.kv.announcements";

    private final Vertx vertx;
    private final Outbox<Change> outbox;

    private Announcements(Vertx vertx) {
        this.vertx = vertx;
        this.outbox = new Outbox<>(Change::size, this::wake, Budget.of(vertx));
    }

    /** Those of this Vert.x. */
    public static Announcements of(Vertx vertx) {
        LocalMap<String, Announcements> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new Announcements(vertx));
    }

    /**
     * Behind what the caller is in, as another thread has to wake up for it. Where nobody listens at the moment, whoever does
     * next looks by itself.
     */
    private void wake() {
        JsonObject look = new JsonObject().put("action", "notify");
        vertx.runOnContext(v -> vertx.eventBus().send(MANAGER, look, BusServer.LOCAL));
    }

    public void created(Bytes bucket) {
        outbox.offer(Change.of(Change.Kind.CREATED, bucket));
    }

    public void exited(Bytes bucket) {
        outbox.offer(Change.of(Change.Kind.EXITED, bucket));
    }

    /** The next, for the event manager alone; null for none. */
    public @Nullable JsonObject next() {
        return Json.next(outbox);
    }
}
