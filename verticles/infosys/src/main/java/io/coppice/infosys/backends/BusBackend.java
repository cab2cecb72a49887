package io.coppice.infosys.backends;

import io.coppice.infosys.question.Answer;
import io.coppice.infosys.question.Question;
import io.coppice.supervision.Work;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whatever answers at an address of the event bus, on this node or another. */
final class BusBackend implements Backend.Asking {

    private final Vertx vertx;
    private final String name;
    private final String address;
    private final DeliveryOptions options;

    BusBackend(Vertx vertx, String name, String address, Duration deadline) {
        this.vertx = vertx;
        this.name = name;
        this.address = address;
        this.options = new DeliveryOptions()
                .setSendTimeout(deadline.plus(Backends.GRACE).toMillis());
    }

    @Override
    public Work<List<Answer>> about(Question question) {
        JsonObject request = new JsonObject().put("question", question.text());
        return Work.of(() -> vertx.eventBus()
                .<@Nullable Object>request(address, request, options)
                .map(reply -> {
                    if (reply.body() instanceof JsonObject body) {
                        return Answer.of(name, body);
                    }
                    throw new IllegalArgumentException("a reply must be a JSON object");
                }));
    }
}
