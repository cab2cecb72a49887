package io.coppice.supervision.runtime;

import io.coppice.supervision.SupervisionEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonObject;

/** Events on the event bus of one node: JSON for each consumer, and no work where there is none. */
final class EventCodec implements MessageCodec<SupervisionEvent, JsonObject> {

    static final String NAME = "coppice.supervision.event";

    @Override
    public JsonObject transform(SupervisionEvent event) {
        return event.toJson();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }

    @Override
    public void encodeToWire(Buffer buffer, SupervisionEvent event) {
        throw new UnsupportedOperationException("events are told on their own node only");
    }

    @Override
    public JsonObject decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("events are told on their own node only");
    }
}
