package io.coppice.todo.lists;

import io.coppice.component.bus.Failure;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The requests that a verticle has taken and not answered yet, so that each is answered once: by the verticle, or at its end,
 * when its context is closed and Vert.x brings it no more replies.
 */
final class UnderWay {

    private final Set<Message<JsonObject>> messages = new HashSet<>();

    void add(Message<JsonObject> message) {
        messages.add(message);
    }

    int size() {
        return messages.size();
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Answers a request that still waits. */
    void finish(Message<JsonObject> message, Consumer<Message<JsonObject>> answer) {
        if (messages.remove(message)) {
            answer.accept(message);
        }
    }

    /** Answers all that are left. */
    void abandon(Failure failure, String why) {
        messages.forEach(message -> failure.reply(message, why));
        messages.clear();
    }
}
