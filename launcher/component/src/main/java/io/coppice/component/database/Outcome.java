package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request of a group.
 *
 * @param failure null where it was done
 * @param reply what the requester is told; empty for a failure
 * @param why the reason of a failure
 */
public record Outcome(@Nullable Failure failure, JsonObject reply, String why) {

    /** It was done, and is durable. */
    public static Outcome done(JsonObject reply) {
        return new Outcome(null, reply, "");
    }

    /** It was not done, whatever became of the rest of its group. */
    public static Outcome refused(Failure failure, String why) {
        return new Outcome(failure, new JsonObject(), why);
    }

    void answer(Message<JsonObject> request) {
        if (failure == null) {
            request.reply(reply);
        } else {
            failure.reply(request, why);
        }
    }
}
