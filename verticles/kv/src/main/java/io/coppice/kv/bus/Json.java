package io.coppice.kv.bus;

import io.coppice.kv.store.Change;
import io.coppice.kv.store.Outbox;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What is stored, and what happened to it, as JSON. */
final class Json {

    private Json() {}

    /** The text of these bytes; null where they are not UTF-8. */
    static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Puts bytes in as a string if they are UTF-8; else, in base64, under the other name. */
    static void put(JsonObject object, String name, String base64Name, byte[] bytes) {
        String text = text(bytes);
        if (text != null) {
            object.put(name, text);
        } else {
            object.put(base64Name, Base64.getEncoder().encodeToString(bytes));
        }
    }

    static JsonObject of(Change change) {
        JsonObject event = new JsonObject();
        switch (change.kind()) {
            case CREATED ->
                event.put("event", "create").put("bucket", change.bucket().toString());
            case EXITED ->
                event.put("event", "exit").put("bucket", change.bucket().toString());
            case SET -> {
                event.put("event", "set").put("bucket", change.bucket().toString());
                put(event, "key", "key_base64", change.key());
                put(event, "value", "base64", change.value());
            }
            case DELETED -> {
                event.put("event", "delete").put("bucket", change.bucket().toString());
                put(event, "key", "key_base64", change.key());
            }
        }
        return event;
    }

    /** The next event, or how many were lost here; null for none. */
    static @Nullable JsonObject next(Outbox<Change> outbox) {
        Change change = outbox.poll();
        if (change != null) {
            return of(change);
        }
        long lost = outbox.takeLost();
        return lost == 0 ? null : new JsonObject().put("event", "lost").put("count", lost);
    }
}
