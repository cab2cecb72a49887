package io.coppice.infosys.rooms;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.component.bus.Service;
import io.coppice.infosys.talk.Said;
import io.coppice.infosys.talk.Seen;
import io.coppice.infosys.talk.Topic;
import io.coppice.supervision.Child;
import io.coppice.supervision.Continues;
import io.coppice.supervision.Ignore;
import io.coppice.supervision.Monitor;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * The process of one WebSocket: it is in a room, comes back into it when the room's process was restarted, and ends with its socket,
 * as the socket does with it.
 */
final class Client extends VerticleBase implements Continues {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** More often than connections end for want of traffic. */
    private static final long PING_MILLIS = 20_000;

    /** "Try again later" of the WebSocket protocol. */
    static final short TRY_AGAIN = 1013;

    private static final short PROTOCOL_ERROR = 1002;

    private final ServerWebSocket socket;
    private final Topic topic;
    private final String name;
    private final Seen seen;
    private boolean isAlive = true;

    /**
     * A client.
     *
     * @param socket paused, so that nothing is lost until it listens
     * @param seen what it has seen of the room
     */
    Client(ServerWebSocket socket, Topic topic, String name, Seen seen) {
        this.socket = socket;
        this.topic = topic;
        this.name = name;
        this.seen = seen;
    }

    static String address(String id) {
        return "infosys.client." + id;
    }

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        if (socket.isClosed()) {
            return Future.failedFuture(new Ignore("it has gone already"));
        }
        self.ended().onComplete(reason -> socket.close(TRY_AGAIN, "come back, with what you saw last"));
        Service.serve(vertx, address(self.id()), message -> hear(message.body(), self));
        // The socket has a context of its own: what happens there is told to this one.
        socket.closeHandler(closed -> self.exit(ExitReason.NORMAL));
        socket.exceptionHandler(broken -> socket.close(PROTOCOL_ERROR, "what was sent cannot be read"));
        socket.pongHandler(pong -> context.runOnContext(v -> isAlive = true));
        socket.binaryMessageHandler(bytes -> context.runOnContext(v -> refuse("a message must be text", self)));
        Requests requests = new Requests(vertx);
        socket.textMessageHandler(text -> {
            // One at a time: the next is read when the room has taken this one.
            socket.pause();
            context.runOnContext(v -> say(text, self, requests));
        });
        return Future.succeededFuture();
    }

    /** The room watches those who are in it, so it has to find them in the tree. */
    @Override
    public void handleContinue() {
        Child self = Supervision.of(vertx).self().orElseThrow();
        enter(self, new Requests(vertx))
                .onSuccess(joined -> {
                    vertx.setPeriodic(PING_MILLIS, timer -> ping(self));
                    socket.resume();
                })
                .onFailure(cause -> self.exit(ExitReason.shutdown("it was not let in: " + cause.getMessage())));
    }

    /** Watches the room before it goes in, so that the end of no process of it is missed. */
    private Future<JsonObject> enter(Child self, Requests requests) {
        JsonObject open = new JsonObject().put("action", "open").put("topic", topic.value());
        return requests.repeat(
                Failure::isPassing,
                () -> requests.send(Hall.ADDRESS, open, LIMIT)
                        .compose(found -> Supervision.of(vertx)
                                .child(found.getString("path"))
                                .map(room -> enter(room, self, requests))
                                .orElseGet(() -> Future.failedFuture(
                                        Failure.UNAVAILABLE.exception("the room " + topic + " has just ended")))));
    }

    private Future<JsonObject> enter(Child room, Child self, Requests requests) {
        JsonObject join = new JsonObject()
                .put("action", "join")
                .put("client", self.path())
                .put("since", seen.toString());
        Monitor monitor = room.monitor();
        return requests.send(Room.address(topic), join, LIMIT)
                .onFailure(cause -> monitor.demonitor())
                .onSuccess(joined -> monitor.down()
                        .onSuccess(reason -> enter(self, requests)
                                .onFailure(cause -> self.exit(ExitReason.shutdown("its room is gone")))));
    }

    private void hear(JsonObject news, Child self) {
        if (!(news.getValue("said") instanceof JsonObject json)) {
            write(news, self);
            return;
        }
        Said said = Said.of(json);
        if (seen.takes(said)) {
            write(
                    new JsonObject()
                            .put("id", said.id())
                            .put("from", said.from())
                            .put("text", said.text())
                            .put("answer", said.isAnswer())
                            .put("at", Instant.ofEpochMilli(said.at()).toString())
                            .put("cursor", seen.toString()),
                    self);
        }
    }

    /** Who does not read is sent away, and comes back for what it missed: nothing heaps up here. */
    private void write(JsonObject frame, Child self) {
        if (isFull()) {
            self.exit(ExitReason.shutdown("it does not read what it is sent"));
        } else {
            socket.writeTextMessage(frame.encode());
        }
    }

    /** One that is closed at this moment is not; its process ends in the next. */
    private boolean isFull() {
        try {
            return socket.writeQueueFull();
        } catch (IllegalStateException closed) {
            return false;
        }
    }

    private void say(String frame, Child self, Requests requests) {
        String text;
        try {
            text = Service.text(new JsonObject(frame), "text");
        } catch (DecodeException | ClassCastException | IllegalArgumentException wrong) {
            refuse("a message must be a JSON object with \"text\"", self);
            return;
        }
        JsonObject say = new JsonObject().put("action", "say").put("from", name).put("text", text);
        requests.repeat(Failure::isUndone, () -> requests.send(Room.address(topic), say, LIMIT))
                .onSuccess(said -> socket.resume())
                .onFailure(cause -> refuse(String.valueOf(cause.getMessage()), self));
    }

    private void refuse(String why, Child self) {
        write(new JsonObject().put("error", why), self);
        socket.resume();
    }

    private void ping(Child self) {
        if (!isAlive) {
            self.exit(ExitReason.shutdown("it does not answer"));
            return;
        }
        isAlive = false;
        socket.writePing(Buffer.buffer("coppice"));
    }
}
