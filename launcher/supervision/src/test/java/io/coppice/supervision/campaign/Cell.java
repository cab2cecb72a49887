package io.coppice.supervision.campaign;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * A child with a state that its clients can check: how many requests of each it has answered since it started.
 *
 * <p>Its address is its path. Clients send {@code {client, token}}, the killer sends {@code {order}}.
 */
final class Cell extends VerticleBase {

    /** What is wrong with it on purpose, to show that the campaign would see it. */
    enum Fault {
        NONE,
        /** A restart keeps a part of the state. */
        KEEPS_STATE,
        /** It answers one request of fifty not at all. */
        SILENT
    }

    private final Campaign campaign;
    private final String path;
    private final Map<Integer, Integer> answered = new HashMap<>();
    private int incarnation;
    private int requests;
    private boolean stubborn;

    Cell(Campaign campaign, String path) {
        this.campaign = campaign;
        this.path = path;
    }

    @Override
    public Future<?> start() {
        incarnation = campaign.starts(path).incrementAndGet();
        return vertx.eventBus().<JsonObject>localConsumer(path, this::handle).completion();
    }

    @Override
    public Future<?> stop() {
        return stubborn ? Promise.promise().future() : Future.succeededFuture();
    }

    private void handle(Message<JsonObject> message) {
        String order = message.body().getString("order");
        if (order == null) {
            answer(message);
            return;
        }
        switch (order) {
            case "throw" -> throw new Boom();
            case "hold" -> campaign.hold(path).hold();
            case "resist" -> {
                stubborn = true;
                message.reply("yes");
            }
            default -> throw new IllegalArgumentException(order);
        }
    }

    private void answer(Message<JsonObject> message) {
        requests++;
        if (campaign.fault() == Fault.SILENT && requests % 50 == 0) {
            return;
        }
        int before = campaign.fault() == Fault.KEEPS_STATE && incarnation > 1 ? 1 : 0;
        int count = answered.merge(message.body().getInteger("client"), 1 + before, (a, b) -> a + 1);
        message.reply(message.body()
                .copy()
                .put("path", path)
                .put("incarnation", incarnation)
                .put("count", count));
    }

    /** What it throws when it is told to. */
    static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1;

        Boom() {
            super("boom");
        }
    }
}
