package io.coppice.kv.news;

import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Events;
import io.coppice.kv.store.Topic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node may want to be told of by another.
 *
 * @param kind of event
 * @param bucket null for all
 */
record Want(Kind kind, @Nullable Bytes bucket) {

    /** The two kinds of events, as messages name them. */
    enum Kind {
        CHANGES,
        NOTIFICATIONS;

        /** Where subscribers of this node are known. */
        Topic<?> topic(Events events) {
            return this == CHANGES ? events.changes() : events.notifications();
        }
    }

    /** Whether somebody here wants it, at this moment. */
    boolean isWanted(Events events) {
        Topic<?> topic = kind.topic(events);
        return bucket == null ? topic.isToAll() : topic.hasSubscribers(bucket);
    }

    /** All that is wanted here. */
    static List<Want> all(Events events) {
        List<Want> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Topic<?> topic = kind.topic(events);
            if (topic.isToAll()) {
                all.add(new Want(kind, null));
            }
            topic.names().forEach(name -> all.add(new Want(kind, name)));
        }
        return all;
    }

    JsonObject toJson(boolean isWanted) {
        JsonObject json = new JsonObject().put("kind", kind.name()).put("wanted", isWanted);
        return bucket == null ? json : json.put("bucket", Base64.getEncoder().encodeToString(bucket.toArray()));
    }

    /** As {@link #toJson(boolean)} has it; throws {@link IllegalArgumentException} for anything else. */
    static Want of(JsonObject json) {
        if (!(json.getValue("kind") instanceof String kind) || !(json.getValue("bucket", "") instanceof String name)) {
            throw new IllegalArgumentException("\"kind\" and \"bucket\", in base64, must be strings");
        }
        Bytes bucket = json.containsKey("bucket") ? Bytes.of(Base64.getDecoder().decode(name)) : null;
        return new Want(Kind.valueOf(kind), bucket);
    }

    static JsonArray toJson(List<Want> wants, Events events) {
        JsonArray all = new JsonArray();
        wants.forEach(want -> all.add(want.toJson(want.isWanted(events))));
        return all;
    }
}
