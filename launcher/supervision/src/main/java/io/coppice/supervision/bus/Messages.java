package io.coppice.supervision.bus;

import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Single messages to addresses of this node. */
final class Messages {

    private static final Logger LOG = System.getLogger(Messages.class.getName());
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private Messages() {}

    /** Sends it; that nobody takes it is logged. */
    static void send(Vertx vertx, String address, JsonObject message) {
        vertx.eventBus()
                .<JsonObject>sender(address, LOCAL)
                .write(message)
                .onFailure(
                        cause -> LOG.log(Level.WARNING, "nobody takes " + message.encode() + " on " + address, cause));
    }

    /** Why a child ended, as {@code kind} and {@code detail}. */
    static JsonObject reason(ExitReason reason) {
        return reason(reason.kind().word(), reason.detail());
    }

    static JsonObject reason(String kind, String detail) {
        return new JsonObject().put("kind", kind).put("detail", detail);
    }
}
